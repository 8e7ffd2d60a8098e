import { DuckDBDecimalValue, StatementType, type DuckDBValue } from '@duckdb/node-api';
import { JobRefused, outOfMemory } from '../../../src/platform/jobs/job-messages.ts';
import { isOfMemory, text, type Duck } from '../duck.ts';
import { isOfDisk } from '../is-of-disk.ts';
import { sqlTable } from '../table.ts';
import { reachOf } from './reach.ts';

export interface SqlRows {
  columns: string[];
  rows: Record<string, JsonValue>[];
  truncated: boolean;
}

type JsonValue = string | number | boolean | null;

/** Runs one statement that reads the table, and keeps its first rows. What is wrong with it is refused with a code of its own. */
export async function runSql(duck: Duck, sql: string, most: number): Promise<SqlRows> {
  try {
    await checkReach(duck, sql);
    const statement = await duck.connection.prepare(sql);
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
    throw error instanceof JobRefused || !(error instanceof Error) || isOfDisk(error) ? error : refusalOf(error);
  }
}

interface Parsed {
  error: boolean;
  error_type?: string;
  error_message?: string;
  statements?: unknown[];
}

/** DuckDB is locked; this says no before it is asked, also to functions that are no business of a question. */
async function checkReach({ rows }: Duck, sql: string): Promise<void> {
  const [parsed] = await rows<{ json: string }>(`SELECT json_serialize_sql(${text(sql)})::VARCHAR AS json`);
  const { error, error_type, error_message, statements = [] } = JSON.parse(parsed!.json) as Parsed;
  if (error && error_type === 'parser') throw new JobRefused('SQL_INVALID', short(error_message ?? ''));
  if (error) throw notAllowed('Only SELECT may be used. PIVOT needs its values: IN (…).');
  if (statements.length === 0) throw new JobRefused('SQL_INVALID', 'There is no statement.');
  if (statements.length > 1) throw notAllowed('It has to be one statement.');
  const reach = reachOf(statements[0], sqlTable);
  if (reach !== null) throw notAllowed(`It reaches for ${short(reach)}: ${sqlTable} is all there is to read.`);
}

function refusalOf(error: Error): JobRefused {
  if (isOfMemory(error)) return new JobRefused(outOfMemory, 'It needs more memory than it may have.');
  if (/^Permission Error|configuration has been locked|disabled (by|through) configuration/i.test(error.message)) {
    // What it says has the name of a file in it.
    return notAllowed('It reaches for something outside the table.');
  }
  return new JobRefused('SQL_INVALID', short(error.message));
}

const notAllowed = (message: string) => new JobRefused('SQL_NOT_ALLOWED', message);
const short = (message: string) => message.split('\n', 1)[0]!.slice(0, 500);

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
  const used = new Set<string>();
  for (const name of names) {
    let one = name;
    for (let n = 2; used.has(one); n++) one = `${name}_${n}`;
    used.add(one);
  }
  return [...used];
}
