import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import { mostColumns, type Column, type ColumnType } from '../contract/table.ts';
import { name, text, type Duck } from '../duck.ts';
import { cellName } from '../table.ts';
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
  return described.map(({ column_name, column_type }) => ({ name: column_name, type: typeOf(column_type) }));
}

/** Selects the columns as what they are to be, under the names that they have in the table of a run. */
export async function selectAs(duck: Duck, table: string, columns: readonly Column[]): Promise<string> {
  const types = new Map(
    (await describe(duck, table)).map(({ column_name, column_type }) => [column_name, column_type]),
  );
  const selected = columns.map((column, at) => {
    const [cell, from] = [name(column.name), types.get(column.name) ?? 'VARCHAR'];
    // Of a JSON text its text, without quotes.
    const value = from === 'JSON' && column.type === 'TEXT' ? `json_extract_string(${cell}, '$')` : nested(cell, from);
    return `CAST(${value} AS ${sqlTypes[column.type]}) AS ${cellName(at)}`;
  });
  return `SELECT ${selected.join(', ')} FROM ${table}`;
}

const nested = (cell: string, type: string) => (/^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type) ? `to_json(${cell})` : cell);

const describe = (duck: Duck, table: string) => duck.rows<Described>(`DESCRIBE SELECT * FROM ${table}`);
