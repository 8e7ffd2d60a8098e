import type { TopLevelSpec } from 'vega-lite';
import { config } from '../../kit/report/look.ts';
import { percentile } from '../statistics/percentile.ts';
import { colour, kindOf, side } from './look.ts';
import type { ReportedError } from './report.ts';

/** How many errors have which size. */
export function histogramSpec(errors: readonly ReportedError[]): TopLevelSpec {
  const values = errors.map((one) => ({ distance: Math.hypot(one.error.x, one.error.y), outlier: kindOf(one) }));
  // Beyond it a single outlier would make one bar of all the others.
  const distances = values.map(({ distance }) => distance).toSorted((a, b) => a - b);
  const end = Math.min(distances.at(-1)!, 4 * percentile(distances, 0.9)) || 1;
  return {
    width: side,
    height: 220,
    config,
    data: { values: values.map((value) => ({ ...value, distance: Math.min(value.distance, end) })) },
    mark: 'bar',
    encoding: {
      x: {
        field: 'distance',
        type: 'quantitative',
        bin: { maxbins: 30 },
        title: 'Distance from the true place, metres',
      },
      y: { aggregate: 'count', type: 'quantitative', title: 'Images' },
      color: colour,
    },
  };
}
