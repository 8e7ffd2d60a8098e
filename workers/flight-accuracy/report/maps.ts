import type { TopLevelSpec } from 'vega-lite';
import { blue, config, grey } from '../../kit/report/look.ts';
import { percentile } from '../statistics/percentile.ts';
import { colour, side } from './look.ts';
import type { ReportedError } from './report.ts';

interface Frame {
  x: [number, number];
  y: [number, number];
  size: number;
}

/** A square around all of it, so that a metre is as long in both directions. */
export function frameOf(places: readonly { x: number; y: number }[]): Frame {
  const range = (pick: (place: { x: number; y: number }) => number) =>
    places.reduce<[number, number]>(
      ([low, high], place) => [Math.min(low, pick(place)), Math.max(high, pick(place))],
      [Infinity, -Infinity],
    );
  const [x, y] = [range(({ x }) => x), range(({ y }) => y)];
  const size = 1.15 * Math.max(x[1] - x[0], y[1] - y[0], 1);
  const around = ([low, high]: [number, number]): [number, number] => [
    (low + high - size) / 2,
    (low + high + size) / 2,
  ];
  return { x: around(x), y: around(y), size };
}

const mapAxes = (frame: Frame) => ({
  x: {
    field: 'x',
    type: 'quantitative' as const,
    title: 'East of the first point, metres',
    scale: { domain: frame.x, nice: false },
  },
  y: {
    field: 'y',
    type: 'quantitative' as const,
    title: 'North of it, metres',
    scale: { domain: frame.y, nice: false },
  },
});

interface MapPoint {
  x: number;
  y: number;
  error: { x: number; y: number };
  outlier: string;
}

/** A round factor that makes a usual error a fifteenth of the map. */
export function exaggeration(errors: readonly ReportedError[], size: number): number {
  const usual = percentile(
    errors.map(({ error }) => Math.hypot(error.x, error.y)).toSorted((a, b) => a - b),
    0.9,
  );
  const exact = size / 15 / (usual || 1);
  const power = 10 ** Math.floor(Math.log10(exact));
  const digit = [5, 2, 1].find((step) => exact >= step * power)!;
  return Math.max(1, digit * power);
}

/** Errors where they were made. */
export function vectorSpec(points: readonly MapPoint[], scale: number, frame: Frame): TopLevelSpec {
  const axes = mapAxes(frame);
  return {
    width: side,
    height: side,
    config,
    data: {
      values: points.map(({ x, y, error, outlier }) => ({
        x,
        y,
        toX: x + error.x * scale,
        toY: y + error.y * scale,
        outlier,
      })),
    },
    layer: [
      {
        mark: { type: 'rule', clip: true },
        encoding: { ...axes, x2: { field: 'toX' }, y2: { field: 'toY' }, color: colour },
      },
      { mark: { type: 'point', filled: true, size: 14 }, encoding: { ...axes, color: colour } },
    ],
  };
}

/** Where was flown, and what is known of it. */
export function trackSpec(
  track: readonly { x: number; y: number; order: number }[],
  points: readonly { x: number; y: number }[],
  frame: Frame,
): TopLevelSpec {
  const axes = mapAxes(frame);
  return {
    width: side,
    height: side,
    config,
    layer: [
      {
        data: { values: [...track] },
        mark: { type: 'line', strokeWidth: 1, color: grey },
        encoding: { ...axes, order: { field: 'order', type: 'quantitative' } },
      },
      {
        data: { values: points.map(({ x, y }) => ({ x, y })) },
        mark: { type: 'point', filled: true, size: 20, color: blue },
        encoding: axes,
      },
    ],
  };
}
