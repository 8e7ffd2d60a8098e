import type { Correlation } from '../contract/findings.ts';
import { chartOf, label, nominal, quantitative, type Chart } from './chart.ts';

const most = 15;

/** Pearson's r of each pair of columns. */
export function heatmapOf(correlations: readonly Correlation[]): Chart | null {
  const names = [...new Set(correlations.flatMap(({ a, b }) => [a, b]))].slice(0, most);
  const values = correlations
    .filter(({ a, b }) => names.includes(a) && names.includes(b))
    .flatMap(({ a, b, pearson }) => [
      { a: label(a), b: label(b), r: pearson },
      { a: label(b), b: label(a), r: pearson },
    ]);
  const own = names.map((one) => ({ a: label(one), b: label(one), r: 1 }));
  const order = names.map(label);
  return chartOf('Correlations (Pearson)', [...own, ...values], {
    encoding: {
      x: nominal('a', '', { sort: order, axis: { labelAngle: -40 } }),
      y: nominal('b', '', { sort: order }),
    },
    layer: [
      {
        mark: 'rect',
        encoding: {
          color: quantitative('r', 'r', { scale: { domain: [-1, 1], scheme: 'blueorange', reverse: true } }),
        },
      },
      {
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          text: quantitative('r', 'r', { format: '.2f' }),
          color: { condition: { test: 'abs(datum.r) > 0.6', value: 'white' }, value: '#222' },
        },
      },
    ],
  });
}
