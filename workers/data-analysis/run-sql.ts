import { DuckDBDecimalValue, StatementType, type DuckDBValue } from '@duckdb/node-api';
import { JobRefused, outOfMemory } from '../../src/platform/jobs/job-messages.ts';
import type { Duck } from './duck.ts';

export interface SqlRows {
  columns: string[];
  rows: Record<string, JsonValue>[];
  truncated: boolean;
}

type JsonValue = string | number | boolean | null;

/** Runs one statement that reads, and keeps its first rows. What is wrong with it is refused with a code of its own. */
export async function runSql({ connection }: Duck, sql: string, most: number): Promise<SqlRows> {
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw notAllowed('It has to be one statement.');
    const statement = await statements.prepare(0);
    if (statement.statementType !== StatementType.SELECT) throw notAllowed('Only SELECT may be used.');
    const result = await statement.stream();
    const columns = namesOf(result.columnNames());
    const rows: SqlRows['rows'] = [];
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return { columns, rows, truncated: false };
      for (const row of chunk.convertRows(jsonOf)) {
        if (rows.length === most) return { columns, rows, truncated: true };
        rows.push(Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])));
      }
    }
  } catch (error) {
    throw error instanceof JobRefused || !(error instanceof Error) ? error : refusalOf(error);
  }
}

function refusalOf({ message }: Error): JobRefused {
  const [first = ''] = message.split('\n');
  const said = first.slice(0, 500);
  if (/^Out of Memory|bad_alloc/i.test(message)) return new JobRefused(outOfMemory, said);
  if (/^Permission Error|configuration has been locked|disabled (by|through) configuration/i.test(message)) {
    // What it says has the name of a file in it.
    return notAllowed('It reaches for something outside the table.');
  }
  return new JobRefused('SQL_INVALID', said);
}

const notAllowed = (message: string) => new JobRefused('SQL_NOT_ALLOWED', message);

/** A cell of an answer is not to be longer. */
const longest = 1000;

/** Numbers as numbers where JSON has them exactly; dates, lists and the like as text. */
function jsonOf(value: DuckDBValue): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return String(value).slice(0, longest);
}

/** Each once, as rows are objects. */
function namesOf(names: readonly string[]): string[] {
  const unique: string[] = [];
  for (const name of names) {
    let one = name;
    for (let n = 2; unique.includes(one); n++) one = `${name}_${n}`;
    unique.push(one);
  }
  return unique;
}
