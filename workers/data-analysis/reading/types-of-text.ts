import type { Column, Dialect } from '../contract/table.ts';
import { name, text, type Duck } from '../duck.ts';

/** Cells of a column that may be broken: their rows are rejected. With more the column is text. */
const mostBroken = 0.05;
const otherDates = ['%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%Y/%m/%d', '%d-%m-%Y'];

/** From the narrowest on. */
const kinds = ['INTEGER', 'NUMBER', 'BOOLEAN', 'DATE', 'TIMESTAMP'] as const;
/** Columns that are counted in one reading of the file. */
const atOnce = 50;

/** What the cells of text columns are, counted over all of them: the type that most have, if nearly all do. */
export async function typesOfText(
  duck: Duck,
  table: string,
  names: readonly string[],
  { decimal, dateFormat }: Dialect,
): Promise<{ columns: Column[]; dateFormat: string | null }> {
  const columns: Column[] = [];
  const perhapsDates: string[] = [];
  for (let from = 0; from < names.length; from += atOnce) {
    const part = names.slice(from, from + atOnce);
    const counted = await countIn(duck, table, part, (cell) => ({
      INTEGER: onlyWhere(
        `regexp_full_match(${cell}, '\\s*[+-]?\\d{1,19}\\s*')`,
        `TRY_CAST(${cell} AS BIGINT) IS NOT NULL`,
      ),
      NUMBER: isNumber(cell, decimal),
      LONG: onlyWhere(
        `length(${cell}) >= 19`,
        `regexp_full_match(${cell}, '\\s*[+-]?\\d{19,}\\s*') AND TRY_CAST(${cell} AS BIGINT) IS NULL`,
      ),
      BOOLEAN: `lower(${cell}) IN ('true', 'false')`,
      DATE: isDate(cell, dateFormat),
      TIMESTAMP: onlyWhere(perhapsTime(cell), `TRY_CAST(${cell} AS TIMESTAMP) IS NOT NULL`),
      DATELIKE: `regexp_full_match(${cell}, '\\s*\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}\\s*')`,
    }));
    for (const [at, name] of part.entries()) {
      const counts = counted[at]!;
      const best = kinds.reduce((found, kind) => (counts[kind] > counts[found] ? kind : found));
      // So many digits are those of identifiers, of which numbers would lose the last ones.
      const isIdentifier = counts.LONG > 0 && counts.INTEGER + counts.LONG === counts.all;
      const type = counts.all > 0 && fits(counts[best], counts.all) && !isIdentifier ? best : 'TEXT';
      columns.push({ name, type });
      if (type === 'TEXT' && counts.all > 0 && fits(counts.DATELIKE, counts.all)) perhapsDates.push(name);
    }
  }
  if (dateFormat !== null || perhapsDates.length === 0) return { columns, dateFormat };
  const found = await dateFormatOf(duck, table, perhapsDates);
  if (!found) return { columns, dateFormat };
  return {
    columns: columns.map((column) =>
      found.columns.includes(column.name) ? { ...column, type: 'DATE' } : withoutDate(column),
    ),
    dateFormat: found.format,
  };
}

const fits = (some: number, all: number) => some >= (1 - mostBroken) * all;

/** How many cells of each column there are, and how many meet each condition: in one reading of the file. */
async function countIn<K extends string>(
  duck: Duck,
  table: string,
  columns: readonly string[],
  conditionsOf: (cell: string) => Record<K, string>,
): Promise<Record<K | 'all', number>[]> {
  const counts = columns.map((column) => {
    const cell = name(column);
    const conditions = Object.entries<string>(conditionsOf(cell));
    const fields = conditions.map(([key, condition]) => `${name(key)}: count(*) FILTER (${condition})::DOUBLE`);
    return `{"all": count(${cell})::DOUBLE, ${fields.join(', ')}}`;
  });
  const [row] = await duck.rows<{ counts: Record<K | 'all', number>[] }>(
    `SELECT [${counts.join(', ')}] AS counts FROM ${table}`,
  );
  return row!.counts;
}

/** A cast that fails costs DuckDB a sentence about why, ten times what a look at the cell does. `AND` computes both sides of all cells. */
const onlyWhere = (looks: string, is: string, otherwise = 'false') =>
  `CASE WHEN ${looks} THEN ${is} ELSE ${otherwise} END`;

/** Its first letter is a digit or a blank, and it is long enough and has a mark; or it is the word. */
const perhapsTime = (cell: string) =>
  `${cell} < ':' AND (${cell} >= '0' OR ${cell} < '!') AND length(${cell}) >= 8
    AND (contains(${cell}, '-') OR contains(${cell}, '/')) OR ${cell} ILIKE 'infinity'`;

const isDate = (cell: string, format: string | null) =>
  format === null
    ? onlyWhere(`length(${cell}) <= 10 AND (${perhapsTime(cell)})`, `TRY_CAST(${cell} AS DATE) IS NOT NULL`)
    : `try_strptime(${cell}, ${text(format)}) IS NOT NULL`;

const isNumber = (cell: string, decimal: Dialect['decimal']) =>
  decimal === 'COMMA'
    ? `regexp_full_match(${cell}, '\\s*[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d*)?([eE][+-]?\\d+)?\\s*|[+-]?(?i:nan|inf|infinity)')`
    : // Digits, signs, points and blanks are before the colon.
      onlyWhere(
        `${cell} < ':'`,
        `TRY_CAST(${cell} AS DOUBLE) IS NOT NULL`,
        `lower(${cell}) IN ('nan', 'inf', 'infinity')`,
      );

/** A file is read with one way to write dates; times are in ISO 8601 whatever it is. */
const withoutDate = (column: Column): Column => (column.type === 'DATE' ? { ...column, type: 'TIMESTAMP' } : column);

/** The one way to write dates that fits; none where a day may as well be a month. */
async function dateFormatOf(duck: Duck, table: string, columns: readonly string[]) {
  const counted = await countIn(duck, table, columns, (cell) =>
    Object.fromEntries(otherDates.map((format) => [format, isDate(cell, format)])),
  );
  const found = otherDates
    .map((format) => ({
      format,
      columns: columns.filter((_column, at) => fits(counted[at]![format]!, counted[at]!['all']!)),
    }))
    .filter((one) => one.columns.length > 0);
  return found.length === 1 ? found[0] : null;
}
