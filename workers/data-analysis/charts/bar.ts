import { blue } from '../../kit/report/look.ts';
import type { Field, Table } from '../table.ts';
import { chartOf, label, nominal, quantitative, type Chart } from './chart.ts';

const bars = 20;

/** How often a column has each value, or the mean of another for each: of the most frequent ones. */
export async function barsOf({ duck }: Table, x: Field, y: Field | null): Promise<Chart | null> {
  const rows = await duck.rows<{ x: string; n: number; y: number | null }>(
    `SELECT ${x.shown} AS x, count(*)::DOUBLE AS n, ${y ? `favg(${y.cell})` : 'NULL::DOUBLE'} AS y
     FROM finite WHERE ${x.cell} IS NOT NULL GROUP BY 1 ORDER BY n DESC, x LIMIT ${bars}`,
  );
  const title = y ? `Mean of ${label(y.name)} by ${label(x.name)}` : `Rows by ${label(x.name)}`;
  const values = rows.map((row) => ({ x: label(row.x), y: y ? row.y : row.n }));
  return chartOf(title, values, {
    mark: { type: 'bar', color: blue },
    encoding: {
      x: quantitative('y', y ? `Mean of ${y.name}` : 'Rows', { scale: { zero: true } }),
      y: nominal('x', x.name, { sort: null }),
    },
  });
}
