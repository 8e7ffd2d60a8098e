import type { TopLevelSpec } from 'vega-lite';
import { config, grey } from '../../kit/report/look.ts';
import { colour, kindOf, side } from './look.ts';
import type { AccuracyReport, ReportedError } from './report.ts';

/** Half a side of the plane: outliers may be far out; it shows those that count, and outliers that are little further. */
export function reachOf({ horizontal }: AccuracyReport): number {
  const radii = horizontal && [horizontal.max, horizontal.ce95.empirical, horizontal.ce90.normal ?? 0];
  return 1.25 * Math.max(0, ...(radii ?? [])) || 1;
}

export const isWithin = (reach: number, { error }: ReportedError) =>
  Math.max(Math.abs(error.x), Math.abs(error.y)) <= reach;

/** Errors in the plane, and circles around none. */
export function errorSpec(
  { horizontal }: AccuracyReport,
  errors: readonly ReportedError[],
  reach: number,
): TopLevelSpec {
  const circles = [
    { name: 'CE90, percentile', radius: horizontal?.ce90.empirical },
    { name: 'CE90, NSSDA', radius: horizontal?.ce90.normal },
  ].flatMap(({ name, radius }) => (typeof radius === 'number' ? circle(name, radius) : []));
  const seen = errors.filter((one) => isWithin(reach, one));
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [-reach, reach], nice: false },
  });
  return {
    width: side,
    height: side,
    config,
    layer: [
      {
        data: { values: circles },
        mark: { type: 'line' },
        encoding: {
          x: axis('x', 'East, metres'),
          y: axis('y', 'North, metres'),
          order: { field: 'order', type: 'quantitative' },
          strokeDash: { field: 'name', type: 'nominal' },
          color: { value: grey },
        },
      },
      {
        data: { values: seen.map((one) => ({ x: one.error.x, y: one.error.y, outlier: kindOf(one) })) },
        mark: { type: 'point', filled: true, size: 28, opacity: 0.7 },
        encoding: { x: axis('x', 'East, metres'), y: axis('y', 'North, metres'), color: colour },
      },
      {
        data: { values: [{ x: horizontal?.x.bias ?? 0, y: horizontal?.y.bias ?? 0 }] },
        mark: { type: 'point', shape: 'cross', filled: true, size: 160, color: 'black' },
        encoding: { x: axis('x', 'East, metres'), y: axis('y', 'North, metres') },
      },
    ],
  };
}

const circle = (name: string, radius: number) =>
  Array.from({ length: 121 }, (_point, order) => {
    const angle = (order * 3 * Math.PI) / 180;
    return { name, order, x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  });
