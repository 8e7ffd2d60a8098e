import { blue } from '../../kit/report/look.ts';
import type { Field, Table } from '../table.ts';
import { chartOf, label, quantitative, type Chart } from './chart.ts';

const bars = 30;

/** How often a number has which size; null where there is none. */
export async function histogramOf({ duck }: Table, { name, cell }: Field): Promise<Chart | null> {
  const [range] = await duck.rows<{ low: number | null; high: number | null }>(
    `SELECT min(${cell}) AS low, max(${cell}) AS high FROM finite`,
  );
  const { low, high } = range!;
  if (low === null || high === null || !Number.isFinite(high - low)) return null;
  const width = (high - low) / bars || 1;
  const rows = await duck.rows<{ bar: number; n: number }>(
    `SELECT least(floor((${cell} - (${low})::DOUBLE) / (${width})::DOUBLE), ${bars - 1})::DOUBLE AS bar, count(*)::DOUBLE AS n
     FROM finite WHERE ${cell} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  const values = rows.map(({ bar, n }) => ({ x: low + bar * width, to: low + (bar + 1) * width, n }));
  return chartOf(`Distribution of ${label(name)}`, values, {
    mark: { type: 'bar', color: blue },
    encoding: {
      x: quantitative('x', name, { bin: { binned: true } }),
      x2: { field: 'to' },
      y: quantitative('n', 'Rows', { scale: { zero: true } }),
    },
  });
}
