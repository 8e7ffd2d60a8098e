import type { Profile } from '../contract/findings.ts';
import { isNumeric, isTime, type Field, type Table } from '../table.ts';
import { orNull, unlessTooLarge } from './number.ts';

interface Counts {
  rows: number;
  missing: number;
  infinite: number;
  least: string | null;
  greatest: string | null;
  mean: number | null;
  deviation: number | null;
}

/** Longer values are cut where they are shown. */
const longest = 80;

/** What each column holds, and how many rows are there twice. */
export async function profileOf(table: Table, onColumn: (done: number) => void): Promise<Profile> {
  const { duck, fields } = table;
  const columns: Profile['columns'] = [];
  for (const field of fields) {
    columns.push(await columnOf(table, field));
    onColumn(columns.length);
  }
  // By a hash of 64 bits: whole rows of a large table are not to be held side by side.
  const [rows] = await duck.rows<{ duplicates: number }>(
    `SELECT (count(*) - count(DISTINCT hash(${fields.map(({ cell }) => cell).join(', ')})))::DOUBLE AS duplicates FROM data`,
  );
  return { duplicates: rows!.duplicates, columns };
}

async function columnOf({ duck }: Table, { name, type, cell }: Field): Promise<Profile['columns'][number]> {
  const numeric = isNumeric(type);
  const [counts] = await duck.rows<Counts>(`SELECT count(*)::DOUBLE AS rows,
    count(*) FILTER (${cell} IS NULL${type === 'NUMBER' ? ` OR isnan(${cell})` : ''})::DOUBLE AS missing,
    ${type === 'NUMBER' || isTime(type) ? `count(*) FILTER (isinf(${cell}))::DOUBLE` : '0::DOUBLE'} AS infinite
    FROM data`);
  const from = type === 'INTEGER' ? 'data' : 'finite'; // which has all digits of long ones
  const [range] = await duck.rows<Pick<Counts, 'least' | 'greatest' | 'mean'>>(`SELECT
    left(min(${cell})::VARCHAR, ${longest}) AS least, left(max(${cell})::VARCHAR, ${longest}) AS greatest,
    ${numeric ? `favg(${cell})` : 'NULL::DOUBLE'} AS mean FROM ${from}`);
  const spread = numeric
    ? duck.rows<Pick<Counts, 'deviation'>>(`SELECT stddev_samp(${cell}) AS deviation FROM finite`)
    : [];
  const [varied] = (await unlessTooLarge(Promise.resolve(spread))) ?? [];
  await duck.run(`CREATE OR REPLACE TEMP TABLE counted AS
    SELECT ${cell} AS value, count(*) AS n FROM data WHERE ${cell} IS NOT NULL${type === 'NUMBER' ? ` AND NOT isnan(${cell})` : ''} GROUP BY 1`);
  const [distinct] = await duck.rows<{ n: number }>('SELECT count(*)::DOUBLE AS n FROM counted');
  const common = await duck.rows<{ value: string; count: number }>(
    `SELECT left(value::VARCHAR, ${longest}) AS value, n::DOUBLE AS count FROM counted WHERE n > 1 ORDER BY n DESC, value LIMIT 5`,
  );
  await duck.run('DROP TABLE counted');
  return {
    name,
    type,
    missing: counts!.missing,
    infinite: counts!.infinite,
    distinct: distinct!.n,
    least: range!.least,
    greatest: range!.greatest,
    mean: orNull(range!.mean),
    standardDeviation: orNull(varied?.deviation),
    common,
  };
}
