import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { csvLine } from '../../kit/report/csv.ts';
import { mostListed } from '../contract/findings.ts';
import type { RejectedRow } from '../contract/table.ts';

/** Copies the lines that are objects, and lists the others. */
export async function sortJsonLines(
  file: string,
  { good, csv }: { good: string; csv: string },
): Promise<{ rows: number; first: RejectedRow[] }> {
  const [lines, rejected] = [createWriteStream(good), createWriteStream(csv)];
  rejected.write(csvLine(['line', 'column', 'code', 'reason', 'text']));
  const first: RejectedRow[] = [];
  let [line, rows] = [0, 0];
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    const reason = wrongWith(text);
    if (reason === null) {
      if (!lines.write(`${text}\n`)) await once(lines, 'drain');
      continue;
    }
    rows++;
    if (first.length < mostListed) first.push({ line, column: null, code: 'JSON', reason });
    if (!rejected.write(csvLine([line, null, 'JSON', reason, text.slice(0, 500)]))) await once(rejected, 'drain');
  }
  for (const stream of [lines, rejected]) {
    stream.end();
    await once(stream, 'finish');
  }
  return { rows, first };
}

function wrongWith(text: string): string | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'It is JSON, but no object.';
  } catch (error) {
    return (error as Error).message.slice(0, 200);
  }
}
