import { blue, red } from '../../kit/report/look.ts';
import type { Series } from '../analysis/time-series.ts';
import { chartOf, label, quantitative, type Chart } from './chart.ts';

const most = 300;

/** The values of a series, and its trend. Of a long one each so many intervals are one point. */
export function seriesChart({ series, times, values, trend }: Series): Chart | null {
  const step = Math.ceil(values.length / most);
  const drawn = Array.from({ length: Math.ceil(values.length / step) }, (_point, n) => {
    const part = values.slice(n * step, (n + 1) * step);
    return {
      x: times[n * step]!,
      y: part.reduce((sum, value) => sum + value, 0) / part.length,
      t: trend[n * step] ?? null,
    };
  });
  const name = series.value ?? 'Rows';
  const x = { field: 'x', type: 'temporal', title: series.time };
  return chartOf(`${label(name)} by ${series.interval.toLowerCase()}`, drawn, {
    layer: [
      { mark: { type: 'line', color: blue, strokeWidth: 1.2 }, encoding: { x, y: quantitative('y', name) } },
      { mark: { type: 'line', color: red, strokeWidth: 2 }, encoding: { x, y: quantitative('t', name) } },
    ],
  });
}
