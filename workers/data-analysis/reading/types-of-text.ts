import type { Column, ColumnType, Dialect } from '../contract/table.ts';
import { name, text, type Duck } from '../duck.ts';

/** Cells of a column that may be broken: their rows are rejected. With more the column is text. */
const mostBroken = 0.05;
const otherDates = ['%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%Y/%m/%d', '%d-%m-%Y'];

interface Counts {
  all: number;
  INTEGER: number;
  NUMBER: number;
  BOOLEAN: number;
  DATE: number;
  TIMESTAMP: number;
}

/** What the cells of text columns are, counted over all of them: the type that most have, if nearly all do. */
export async function typesOfText(
  duck: Duck,
  table: string,
  names: readonly string[],
  { decimal, dateFormat }: Dialect,
): Promise<{ columns: Column[]; dateFormat: string | null }> {
  const isNumber = (cell: string) =>
    decimal === 'COMMA'
      ? `regexp_full_match(${cell}, '\\s*[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d*)?([eE][+-]?\\d+)?\\s*|[+-]?(?i:nan|inf|infinity)')`
      : `TRY_CAST(${cell} AS DOUBLE) IS NOT NULL`;
  const columns: Column[] = [];
  const texts: string[] = [];
  for (const column of names) {
    const cell = name(column);
    const [counts] = await duck.rows<Counts>(`SELECT
      count(${cell})::DOUBLE AS all,
      ${count(`regexp_full_match(${cell}, '\\s*[+-]?\\d{1,18}\\s*')`)} AS INTEGER,
      ${count(isNumber(cell))} AS NUMBER,
      ${count(`lower(${cell}) IN ('true', 'false')`)} AS BOOLEAN,
      ${count(isDate(cell, dateFormat))} AS DATE,
      ${count(`TRY_CAST(${cell} AS TIMESTAMP) IS NOT NULL`)} AS TIMESTAMP
      FROM ${table}`);
    const type = typeOf(counts!);
    columns.push({ name: column, type });
    if (type === 'TEXT' && counts!.all > 0) texts.push(column);
  }
  if (dateFormat !== null || texts.length === 0) return { columns, dateFormat };
  const found = await dateFormatOf(duck, table, texts);
  if (!found) return { columns, dateFormat };
  return {
    columns: columns.map((column) =>
      found.columns.includes(column.name) ? { ...column, type: 'DATE' } : withoutDate(column),
    ),
    dateFormat: found.format,
  };
}

/** A file is read with one way to write dates; times are in ISO 8601 whatever it is. */
const withoutDate = (column: Column): Column => (column.type === 'DATE' ? { ...column, type: 'TIMESTAMP' } : column);

const count = (condition: string) => `count(*) FILTER (${condition})::DOUBLE`;

const isDate = (cell: string, format: string | null) =>
  format === null
    ? `TRY_CAST(${cell} AS DATE) IS NOT NULL AND length(${cell}) <= 10`
    : `try_strptime(${cell}, ${text(format)}) IS NOT NULL`;

/** From the narrowest on; one that fits more cells comes first. */
function typeOf(counts: Counts): ColumnType {
  const types = ['INTEGER', 'NUMBER', 'BOOLEAN', 'DATE', 'TIMESTAMP'] as const;
  const best = types.reduce((found, type) => (counts[type] > counts[found] ? type : found));
  return counts.all > 0 && counts[best] >= (1 - mostBroken) * counts.all ? best : 'TEXT';
}

/** The one way to write dates that fits; none where a day may as well be a month. */
async function dateFormatOf(duck: Duck, table: string, columns: readonly string[]) {
  const fits: { format: string; columns: string[] }[] = [];
  for (const format of otherDates) {
    const fitting: string[] = [];
    for (const column of columns) {
      const cell = name(column);
      const [counts] = await duck.rows<{ all: number; fit: number }>(
        `SELECT count(${cell})::DOUBLE AS all, count(try_strptime(${cell}, ${text(format)}))::DOUBLE AS fit FROM ${table}`,
      );
      if (counts!.fit >= (1 - mostBroken) * counts!.all) fitting.push(column);
    }
    if (fitting.length > 0) fits.push({ format, columns: fitting });
  }
  return fits.length === 1 ? fits[0] : null;
}
