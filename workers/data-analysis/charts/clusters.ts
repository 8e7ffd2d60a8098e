import type { Clustered } from '../analysis/clustering.ts';
import { createRandom } from '../analysis/random.ts';
import type { Field, Table } from '../table.ts';
import type { Chart } from './chart.ts';
import { mostPoints, points } from './scatter.ts';

/** Some rows in the two columns in which the clusters are furthest apart. */
export async function clustersOf(
  { duck }: Table,
  fields: readonly Field[],
  { clustering, rows, numbers }: Clustered,
  seed: number,
): Promise<Chart | null> {
  const [x, y] = await furthestApart(duck, fields, clustering.clusters);
  if (!x || !y) return null;
  const random = createRandom(seed);
  const chosen = new Map<number, number>();
  // Of each cluster as many as belong to it.
  for (let at = 0; at < rows.length && chosen.size < mostPoints; at++) {
    if (random() * (rows.length - at) < mostPoints - chosen.size) chosen.set(rows[at]!, numbers[at]!);
  }
  const found = await duck.rows<{ row: number; x: number; y: number }>(
    `SELECT row::DOUBLE AS row, ${x.cell} AS x, ${y.cell} AS y FROM finite WHERE row IN (${[...chosen.keys()].join(', ')}) ORDER BY row`,
  );
  const values = found.map((one) => ({ x: one.x, y: one.y, c: String(chosen.get(one.row)) }));
  return points(`${clustering.k} clusters`, values, x.name, y.name, 'Cluster');
}

/** By how far the centres are from each other, in deviations of the column. */
async function furthestApart(duck: Table['duck'], fields: readonly Field[], clusters: readonly { centre: number[] }[]) {
  const cells = fields.map(({ cell }, at) => `stddev_pop(${cell}) AS d${at}`).join(', ');
  const [deviations] = await duck.rows<Record<string, number>>(`SELECT ${cells} FROM finite`);
  return fields
    .map((field, at) => {
      const centres = clusters.map(({ centre }) => centre[at]!);
      return { field, apart: (Math.max(...centres) - Math.min(...centres)) / (deviations?.[`d${at}`] || Infinity) };
    })
    .toSorted((a, b) => b.apart - a.apart)
    .slice(0, 2)
    .map(({ field }) => field);
}
