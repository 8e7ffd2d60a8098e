import { JobRefused } from '../../src/platform/jobs/job-messages.ts';
import type { Column, ColumnType } from './contract/table.ts';
import { name, text, type Duck } from './duck.ts';

/** Of the columns in the stored table, whose own names may be anything. */
export const cellName = (at: number) => `c${at}`;

/** A column as SQL reads it. */
export interface Field extends Column {
  /** Its cells in `data`; in `finite` the same, but of numbers, as DOUBLE, and of times only those that are finite. */
  cell: string;
  /** A cell of `finite` as people write it: whole numbers are DOUBLE there. */
  shown: string;
}

/** The rows of a run: the views `data`, and `finite` for what is computed. Both have `row`, from 1. */
export interface Table {
  duck: Duck;
  fields: readonly Field[];
}

export const isNumeric = (type: ColumnType) => type === 'INTEGER' || type === 'NUMBER';
export const isTime = (type: ColumnType) => type === 'DATE' || type === 'TIMESTAMP';

export async function openTable(duck: Duck, parquet: string, columns: readonly Column[]): Promise<Table> {
  const fields = columns.map((column, at) => {
    const cell = cellName(at);
    return { ...column, cell, shown: column.type === 'INTEGER' ? `${cell}::HUGEINT::VARCHAR` : `${cell}::VARCHAR` };
  });
  const finite = fields.map(({ cell, type }) => {
    const value = isNumeric(type) ? `${cell}::DOUBLE` : cell;
    return isNumeric(type) || isTime(type) ? `CASE WHEN isfinite(${value}) THEN ${value} END AS ${cell}` : cell;
  });
  const from = `FROM read_parquet(${text(parquet)}, file_row_number = true)`;
  await duck.run(`CREATE VIEW data AS SELECT file_row_number + 1 AS row, * EXCLUDE (file_row_number) ${from}`);
  await duck.run(`CREATE VIEW finite AS SELECT file_row_number + 1 AS row, ${finite.join(', ')} ${from}`);
  return { duck, fields };
}

/** What SQL that others write calls the table. */
export const sqlTable = 'data';

/** The table under the names that people know. */
export async function openForSql(duck: Duck, parquet: string, columns: readonly Column[]): Promise<void> {
  const cells = columns.map((column, at) => `${cellName(at)} AS ${name(column.name)}`);
  await duck.run(`CREATE VIEW ${sqlTable} AS SELECT ${cells.join(', ')} FROM read_parquet(${text(parquet)})`);
}

export function fieldNamed({ fields }: Table, wanted: string): Field {
  const found = fields.find(({ name }) => name === wanted);
  if (found) return found;
  const names = fields.slice(0, 30).map((field) => field.name);
  throw new JobRefused('COLUMN_NOT_FOUND', `There is no column ${wanted}. There are: ${names.join(', ')}.`);
}

/** Columns with numbers: those that are named, which then have to be some, or the first of all. */
export function numericFields(table: Table, wanted: readonly string[] | undefined, most: number): Field[] {
  if (!wanted) {
    const found = table.fields.filter(({ type }) => isNumeric(type)).slice(0, most);
    if (found.length === 0) throw new JobRefused('COLUMN_NOT_FIT', 'The table has no column with numbers.');
    return found;
  }
  return [...new Set(wanted)].map((one) => numericField(table, one));
}

export function numericField(table: Table, wanted: string): Field {
  const field = fieldNamed(table, wanted);
  if (isNumeric(field.type)) return field;
  throw new JobRefused('COLUMN_NOT_FIT', `${wanted} has no numbers: it is taken for ${field.type}.`);
}
