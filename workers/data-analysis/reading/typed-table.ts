import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import { mostColumns, type Column, type ColumnType } from '../contract/table.ts';
import { name, text, type Duck } from '../duck.ts';
import { cellName } from '../table.ts';
import { namesOf } from './names.ts';
import { sqlTypes } from './csv-options.ts';

/** The table function of a file that says itself of which type its columns are. */
export const readTyped = {
  PARQUET: (file: string) => `read_parquet(${text(file)})`,
  JSON: (file: string) => readJson(file, 'array'),
  NDJSON: (file: string) => readJson(file, 'newline_delimited'),
};

const readJson = (file: string, format: string) =>
  `read_json(${text(file)}, format = ${text(format)}, records = true, sample_size = -1)`;

interface Described {
  column_name: string;
  column_type: string;
}

const known: readonly [RegExp, ColumnType][] = [
  [/^(U?TINYINT|U?SMALLINT|U?INTEGER|BIGINT)$/, 'INTEGER'],
  [/^(UBIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL.*|BIGNUM)$/, 'NUMBER'],
  [/^BOOLEAN$/, 'BOOLEAN'],
  [/^DATE$/, 'DATE'],
  [/^TIMESTAMP.*$/, 'TIMESTAMP'],
];

const typeOf = (sqlType: string): ColumnType => known.find(([form]) => form.test(sqlType))?.[1] ?? 'TEXT';

/** Its columns, as they are told apart here. */
export async function columnsOf(duck: Duck, table: string): Promise<Column[]> {
  const described = await describe(duck, table);
  if (described.length > mostColumns) {
    throw new JobRefused(
      'TOO_MANY_COLUMNS',
      `The table has ${described.length} columns; at most ${mostColumns} are read.`,
    );
  }
  return described.map(({ name, from }) => ({ name, type: typeOf(from) }));
}

/** Selects the columns as what they are to be, under the names that they have in the table of a run. */
export async function selectAs(duck: Duck, table: string, columns: readonly Column[]): Promise<string> {
  // By name, as several threads may find the keys of JSON in another order.
  const described = new Map((await describe(duck, table)).map((one) => [one.name, one]));
  const selected = columns.map((column, at) => {
    const { cell, from } = described.get(column.name)!;
    // Of a JSON text its text, without quotes.
    const value = from === 'JSON' && column.type === 'TEXT' ? `json_extract_string(${cell}, '$')` : nested(cell, from);
    return `CAST(${value} AS ${sqlTypes[column.type]}) AS ${cellName(at)}`;
  });
  return `SELECT ${selected.join(', ')} FROM ${table}`;
}

const nested = (cell: string, type: string) => (/^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type) ? `to_json(${cell})` : cell);

/** Columns under the names that they have here, the cells of each as SQL reads them, and of which type these are. */
async function describe(duck: Duck, table: string) {
  const described = await duck.rows<Described>(`DESCRIBE SELECT * FROM ${table}`);
  const given = described.map(({ column_name }) => column_name);
  const names = namesOf(given, given.length);
  return described.map(({ column_name, column_type }, at) => ({
    name: names[at]!,
    cell: name(column_name),
    from: column_type,
  }));
}
