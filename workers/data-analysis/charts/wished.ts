import { comparisonOf } from '../analysis/comparison.ts';
import type { ChartWish } from '../contract/analyses.ts';
import { fieldNamed, numericField, type Table } from '../table.ts';
import { barsOf } from './bar.ts';
import { boxesOf } from './box.ts';
import type { Chart } from './chart.ts';
import { histogramOf } from './histogram.ts';
import { lineOf } from './line.ts';
import { scatterOf } from './scatter.ts';

/** The chart that a caller has asked for; null where there is nothing to draw. */
export async function wishedChart(
  table: Table,
  { kind, x, y, colour }: ChartWish,
  seed: number,
): Promise<Chart | null> {
  switch (kind) {
    case 'HISTOGRAM':
      return histogramOf(table, numericField(table, x));
    case 'BAR':
      return barsOf(table, fieldNamed(table, x), y === undefined ? null : numericField(table, y));
    case 'LINE':
      return lineOf(table, fieldNamed(table, x), numericField(table, y!));
    case 'SCATTER': {
      const fields = { x: numericField(table, x), y: numericField(table, y!) };
      return scatterOf(table, { ...fields, colour: colour === undefined ? null : fieldNamed(table, colour) }, seed);
    }
    case 'BOX':
      return boxesOf(await comparisonOf(table, fieldNamed(table, x), numericField(table, y!)), x);
  }
}
