import { blue } from '../../kit/report/look.ts';
import type { Field, Table } from '../table.ts';
import { chartOf, label, nominal, quantitative, type Chart, type Datum } from './chart.ts';

/** More are many in a result, and hide each other. */
export const mostPoints = 300;
const colours = 10;

export const points = (
  title: string,
  values: readonly Datum[],
  x: string,
  y: string,
  colour: string | null,
): Chart | null =>
  chartOf(title, values, {
    mark: { type: 'point', filled: true, size: 30, opacity: 0.7 },
    encoding: {
      x: quantitative('x', x),
      y: quantitative('y', y),
      color: colour === null ? { value: blue } : nominal('c', colour),
    },
  });

/** One column against another; of many rows some, chosen by chance but the same ones each time. */
export async function scatterOf(
  { duck }: Table,
  { x, y, colour }: { x: Field; y: Field; colour: Field | null },
  seed: number,
): Promise<Chart | null> {
  const common = colour
    ? await duck.rows<{ c: string }>(
        `SELECT ${colour.shown} AS c FROM finite WHERE ${colour.cell} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${colours}`,
      )
    : [];
  const rows = await duck.rows<{ x: number; y: number; c: string | null }>(
    `SELECT ${x.cell} AS x, ${y.cell} AS y, ${colour?.shown ?? 'NULL'} AS c FROM finite
     WHERE ${x.cell} IS NOT NULL AND ${y.cell} IS NOT NULL ORDER BY hash(row + ${seed}), row LIMIT ${mostPoints}`,
  );
  const known = new Set(common.map(({ c }) => c));
  const values = rows.map(({ c, ...place }) =>
    colour ? { ...place, c: c !== null && known.has(c) ? label(c) : 'other' } : place,
  );
  return points(`${label(y.name)} against ${label(x.name)}`, values, x.name, y.name, colour?.name ?? null);
}
