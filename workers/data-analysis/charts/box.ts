import { blue } from '../../kit/report/look.ts';
import type { ComparedColumn } from '../contract/findings.ts';
import { chartOf, label, nominal, quantitative, type Chart } from './chart.ts';

const most = 20;

/** Quartiles of each group, and as far as its values go within 1.5 interquartile ranges. */
export function boxesOf({ column, groups }: ComparedColumn, by: string): Chart | null {
  const values = groups.flatMap(({ group, q1, median, q3, least, greatest }) =>
    q1 === null || q3 === null || median === null || least === null || greatest === null
      ? []
      : [
          {
            group: label(group),
            q1,
            median,
            q3,
            low: Math.max(least, q1 - 1.5 * (q3 - q1)),
            high: Math.min(greatest, q3 + 1.5 * (q3 - q1)),
          },
        ],
  );
  const place = nominal('group', by, { sort: null, axis: { labelAngle: values.length > 6 ? -40 : 0 } });
  return chartOf(`${label(column)} by ${label(by)}`, values.slice(0, most), {
    encoding: { x: place },
    layer: [
      { mark: { type: 'rule', color: blue }, encoding: { y: quantitative('low', column), y2: { field: 'high' } } },
      {
        mark: { type: 'bar', size: 24, color: blue },
        encoding: { y: quantitative('q1', column), y2: { field: 'q3' } },
      },
      {
        mark: { type: 'tick', size: 24, color: 'white', thickness: 2 },
        encoding: { y: quantitative('median', column) },
      },
    ],
  });
}
