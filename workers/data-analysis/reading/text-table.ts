import { open } from 'node:fs/promises';
import path from 'node:path';
import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import { mostColumns, type FileFormat, type Plan, type ReadingWishes } from '../contract/table.ts';
import type { Duck } from '../duck.ts';
import { readCsv } from './csv-options.ts';
import { dialectOf } from './dialect.ts';
import { decode, encodingOf, writeAsUtf8 } from './encoding.ts';
import { typesOfText } from './types-of-text.ts';

const headBytes = 2 ** 20;
const usualMissing = ['', 'NA', 'N/A', 'n/a', '#N/A', 'NULL', 'null', 'None'];

/** The first bytes of a file. */
export async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The same text as UTF-8 with line feeds, in the folder of the job. */
export async function toUtf8(file: string, folder: string, encoding: Parameters<typeof decode>[1]): Promise<string> {
  const head = decode(await readHead(file), encoding);
  const to = path.join(folder, 'utf8.txt');
  await writeAsUtf8(file, to, { encoding, oldMac: !head.includes('\n') && head.includes('\r') });
  return to;
}

/** How a delimited text is written, and what its columns hold: counted over the whole file, not guessed from its start. */
export async function planText(
  duck: Duck,
  file: string,
  { folder, format, wishes }: { folder: string; format: FileFormat; wishes: ReadingWishes },
): Promise<Plan> {
  const bytes = await readHead(file);
  const encoding = wishes.encoding ?? encodingOf(bytes);
  const utf8 = await toUtf8(file, folder, encoding);
  const head = decode(await readHead(utf8), 'UTF_8');
  if (head.trim() === '') throw new JobRefused('NO_ROWS', 'The file is empty.');
  const { dialect, names } = dialectOf(head, { format, encoding, wishes });
  if (names.length > mostColumns) {
    throw new JobRefused('TOO_MANY_COLUMNS', `The table has ${names.length} columns; at most ${mostColumns} are read.`);
  }
  const missing = wishes.missing ?? usualMissing;
  const columns = names.map((name) => ({ name, type: 'TEXT' as const }));
  const raw = readCsv(utf8, dialect, { columns, missing, keepRejects: false });
  const found = await typesOfText(duck, raw, names, dialect);
  return {
    format,
    dialect: { ...dialect, dateFormat: found.dateFormat },
    missing,
    sheet: wishes.sheet ?? null,
    columns: found.columns,
  };
}
