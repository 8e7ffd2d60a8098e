import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { csvLine } from '../../kit/report/csv.ts';
import { mostListed } from '../contract/findings.ts';
import type { RejectedRow } from '../contract/table.ts';
import type { Duck } from '../duck.ts';

interface Reject {
  position: number;
  record: number;
  column: string | null;
  type: string;
  message: string;
  line: string;
}

const codes: Record<string, RejectedRow['code']> = {
  CAST: 'CAST',
  'MISSING COLUMNS': 'MISSING_COLUMNS',
  'TOO MANY COLUMNS': 'TOO_MANY_COLUMNS',
  'UNQUOTED VALUE': 'QUOTES',
  'LINE SIZE OVER MAXIMUM': 'LINE_TOO_LONG',
  'INVALID ENCODING': 'ENCODING',
};
const longestText = 500;

/** Every row that DuckDB has rejected, in the order of the file, as CSV; and how many there are. */
export async function writeRejects(
  duck: Duck,
  { file, csv, byRecord }: { file: string; csv: string; byRecord: boolean },
): Promise<{ rows: number; first: RejectedRow[] }> {
  const columns = await duck.rows<{ table_name: string }>(
    `SELECT table_name FROM duckdb_tables() WHERE table_name = 'reject_errors'`,
  );
  if (columns.length === 0) return { rows: 0, first: [] };
  // Of a row that is too short each missing cell is an error: one is enough, while each cell that is none of its type is told.
  const errors = await duck.rows<Reject>(`SELECT DISTINCT ON
    (line_byte_position, CASE WHEN error_type = 'CAST' THEN column_idx::VARCHAR ELSE error_type::VARCHAR END)
    line_byte_position::DOUBLE AS position, line::DOUBLE AS record, column_name AS column,
    error_type::VARCHAR AS type, left(error_message, 2000) AS message, left(csv_line, ${longestText}) AS line
    FROM reject_errors ORDER BY line_byte_position, column_idx`);
  const places = byRecord
    ? null
    : await linesOf(
        file,
        errors.map(({ position }) => position),
      );
  const first: RejectedRow[] = [];
  const positions = new Set<number>();
  const output = createWriteStream(csv);
  output.write(csvLine(['line', 'column', 'code', 'reason', 'text']));
  for (const [at, error] of errors.entries()) {
    positions.add(error.position);
    const code = codes[error.type] ?? 'CAST';
    // Where a row is too short or too long, no one column is to blame.
    const column = code === 'CAST' || code === 'QUOTES' ? error.column : null;
    const reject = { line: places?.[at] ?? error.record, column, code, reason: reasonOf(error) };
    if (first.length < mostListed) first.push(reject);
    const fits = output.write(csvLine([reject.line, column, code, reject.reason, error.line]));
    if (!fits) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
  return { rows: positions.size, first };
}

function reasonOf({ type, message }: Reject): string {
  const cast = /Could not convert string "([^]*)" to '(\w+)'/.exec(message);
  if (cast) return `${JSON.stringify(cast[1]!.slice(0, 100))} is no ${cast[2]}.`;
  const width = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (width) return `The row has ${width[2]} cells instead of ${width[1]}.`;
  if (type === 'UNQUOTED VALUE') return 'A quote is never closed, or does not enclose the whole cell.';
  if (type === 'INVALID ENCODING') return 'It is not text in the encoding of the file.';
  if (type === 'LINE SIZE OVER MAXIMUM') return 'The row is too long, as one of which a quote is never closed.';
  return message.split('\n')[0]!.slice(0, 300);
}

/** The lines, from 1, that begin at these positions in bytes, which ascend. DuckDB counts records, which may have several. */
async function linesOf(file: string, positions: readonly number[]): Promise<number[]> {
  const lines: number[] = [];
  let [line, offset] = [1, 0];
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    let at = 0;
    for (let feed = chunk.indexOf(10, at); ; feed = chunk.indexOf(10, at)) {
      while (
        lines.length < positions.length &&
        positions[lines.length]! <= offset + (feed < 0 ? chunk.length - 1 : feed)
      ) {
        lines.push(line);
      }
      if (feed < 0) break;
      line++;
      at = feed + 1;
    }
    offset += chunk.length;
    if (lines.length === positions.length) break;
  }
  while (lines.length < positions.length) lines.push(line);
  return lines;
}
