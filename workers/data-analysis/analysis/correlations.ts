import type { Correlation } from '../contract/findings.ts';
import type { Field, Table } from '../table.ts';
import { orNull, unlessTooLarge } from './number.ts';

/** Of each pair of columns, over the rows that have both. Numbers far from zero are moved there first, where they have more digits. */
export async function correlationsOf(
  { duck }: Table,
  fields: readonly Field[],
  onPair: (done: number, total: number) => void,
): Promise<Correlation[]> {
  const pairs = fields.flatMap((a, at) => fields.slice(at + 1).map((b) => ({ a, b })));
  const found: Correlation[] = [];
  for (const { a, b } of pairs) {
    const of = `SELECT ${a.cell} AS x, ${b.cell} AS y FROM finite WHERE ${a.cell} IS NOT NULL AND ${b.cell} IS NOT NULL`;
    const straight = duck.rows<{ pearson: number | null }>(`
      WITH pairs AS (${of}), means AS (SELECT avg(x) AS mx, avg(y) AS my FROM pairs)
      SELECT corr(x - mx, y - my) AS pearson FROM pairs, means`);
    const pearson = orNull((await unlessTooLarge(straight))?.[0]?.pearson);
    const [ranked] = await duck.rows<{ n: number; spearman: number | null }>(`
      WITH pairs AS (${of}), ranked AS (SELECT ${meanRank('x')} AS rx, ${meanRank('y')} AS ry FROM pairs)
      SELECT count(*)::DOUBLE AS n, corr(rx, ry) AS spearman FROM ranked`);
    found.push({ a: a.name, b: b.name, n: ranked!.n, pearson, spearman: orNull(ranked!.spearman) });
    onPair(found.length, pairs.length);
  }
  return found;
}

/** Equal values share the mean of their ranks. */
const meanRank = (cell: string) =>
  `(rank() OVER (ORDER BY ${cell}) + (count(*) OVER (PARTITION BY ${cell}) - 1) / 2.0)::DOUBLE`;
