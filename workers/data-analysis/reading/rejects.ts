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
  const lineAt = byRecord ? null : createLineFinder(file);
  const first: RejectedRow[] = [];
  const output = createWriteStream(csv);
  output.write(csvLine(['line', 'column', 'code', 'reason', 'text']));
  let [rows, last] = [0, -1];
  for await (const error of errorsOf(duck)) {
    if (error.position !== last) rows++;
    last = error.position;
    const code = codes[error.type] ?? 'CAST';
    // Where a row is too short or too long, no one column is to blame.
    const column = code === 'CAST' || code === 'QUOTES' ? error.column : null;
    const line = (await lineAt?.(error.position)) ?? error.record;
    const reject = { line, column, code, reason: reasonOf(error) };
    if (first.length < mostListed) first.push(reject);
    const fits = output.write(csvLine([line, column, code, reject.reason, error.line]));
    if (!fits) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
  return { rows, first };
}

/** What is wrong with each row, in the order of the file: of a large one there is not room for all at a time. */
async function* errorsOf(duck: Duck): AsyncGenerator<Reject> {
  // Of a row that is too short each missing cell is an error: one is enough, while each cell that is none of its type is told.
  const columns = duck.chunks(`SELECT DISTINCT ON
    (line_byte_position, CASE WHEN error_type = 'CAST' THEN column_idx::VARCHAR ELSE error_type::VARCHAR END)
    line_byte_position::DOUBLE, line::DOUBLE, column_name, error_type::VARCHAR, left(error_message, 800), left(csv_line, ${longestText})
    FROM reject_errors ORDER BY line_byte_position, column_idx`);
  for await (const [position = [], record = [], column = [], type = [], message = [], line = []] of columns) {
    for (let at = 0; at < position.length; at++) {
      const error = { position: position[at], record: record[at], column: column[at], type: type[at] };
      yield { ...error, message: message[at] ?? '', line: line[at] ?? '' } as Reject;
    }
  }
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

/** Tells which line, from 1, begins at a position in bytes; positions ascend. DuckDB counts records, which may have several. */
function createLineFinder(file: string): (position: number) => Promise<number> {
  const stream = createReadStream(file, { highWaterMark: 2 ** 20 });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let chunk: Buffer = Buffer.alloc(0);
  let [line, offset, at] = [1, 0, 0];
  return async (position) => {
    for (;;) {
      const end = position - offset;
      for (let feed = chunk.indexOf(10, at); feed >= 0 && feed < end; feed = chunk.indexOf(10, at)) {
        line++;
        at = feed + 1;
      }
      if (end <= chunk.length) return line;
      offset += chunk.length;
      at = 0;
      const next = await chunks.next();
      if (next.done === true) return line;
      chunk = next.value;
    }
  };
}
