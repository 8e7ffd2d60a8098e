import type { TopLevelSpec } from 'vega-lite';
import { differenceFrom } from '../difference.ts';
import { percentile } from '../statistics/percentile.ts';
import type { AccuracyReport, ReportedError } from './report.ts';

const side = 420;
const blue = '#1f5fbf';
const red = '#c0392b';
const grey = '#8a93a0';
const config = {
  background: 'white',
  font: 'sans-serif',
  axis: { gridColor: '#e6e9ee', labelColor: '#333', titleColor: '#333', titleFontWeight: 'normal' as const },
  legend: { orient: 'bottom' as const, title: null },
};
/** More points no eye tells apart, and the page would grow with them. The largest errors are always drawn. */
const mostDrawn = 2000;

/** What is drawn of a report, each with a sentence about it. */
export function plotsOf(
  report: AccuracyReport,
  track: readonly { lon: number; lat: number }[],
): { spec: TopLevelSpec; caption: string }[] {
  const errors = drawn(report.errors);
  const omitted = report.errors.length - errors.length;
  const some =
    omitted > 0 ? ` Of ${report.errors.length} images ${errors.length} are drawn, the largest errors among them.` : '';
  const reach = reachOf(report);
  const far = report.errors.filter((one) => !isWithin(reach, one)).length;
  const beyond = far > 0 ? ` ${far} beyond the edge ${far === 1 ? 'is' : 'are'} not drawn.` : '';
  const fromFirst = differenceFrom(report.errors[0]!.truth);
  const flown = thinned(track).map((place, order) => ({ ...fromFirst(place), order }));
  const points = errors.map((one) => ({ ...fromFirst(one.truth), error: one.error, outlier: kindOf(one) }));
  const frame = frameOf([...flown, ...points]);
  const scale = exaggeration(errors, frame.size);
  return [
    {
      spec: errorSpec(report, errors, reach),
      caption: `Errors in the plane, with the circles that 90 % of them do not exceed: by their percentile, and by NSSDA.${some}${beyond}`,
    },
    {
      spec: histogramSpec(report.errors),
      caption: 'How many images have errors of which size. What is beyond the last bar is in it.',
    },
    {
      spec: vectorSpec(points, scale, frame),
      caption: `Where each image truly is, and its error from there, ${scale} times as long as it is.${some}`,
    },
    {
      spec: trackSpec(flown, points, frame),
      caption: 'The track in the order of the manifest, and the images whose true place is known.',
    },
  ];
}

const kindOf = ({ outlier }: ReportedError) => (outlier.horizontal ? 'outlier' : 'used');
const colour = {
  field: 'outlier',
  type: 'nominal' as const,
  scale: { domain: ['used', 'outlier'], range: [blue, red] },
};

/** Half a side of the plane: outliers may be far out; it shows those that count, and outliers that are little further. */
function reachOf({ horizontal }: AccuracyReport): number {
  const radii = horizontal && [horizontal.max, horizontal.ce95.empirical, horizontal.ce90.normal ?? 0];
  return 1.25 * Math.max(0, ...(radii ?? [])) || 1;
}

const isWithin = (reach: number, { error }: ReportedError) => Math.max(Math.abs(error.x), Math.abs(error.y)) <= reach;

function errorSpec({ horizontal }: AccuracyReport, errors: readonly ReportedError[], reach: number): TopLevelSpec {
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

function histogramSpec(errors: readonly ReportedError[]): TopLevelSpec {
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

interface Frame {
  x: [number, number];
  y: [number, number];
  size: number;
}

/** A square around all of it, so that a metre is as long in both directions. */
function frameOf(places: readonly { x: number; y: number }[]): Frame {
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
function exaggeration(errors: readonly ReportedError[], size: number): number {
  const usual = percentile(
    errors.map(({ error }) => Math.hypot(error.x, error.y)).toSorted((a, b) => a - b),
    0.9,
  );
  const exact = size / 15 / (usual || 1);
  const power = 10 ** Math.floor(Math.log10(exact));
  const digit = [5, 2, 1].find((step) => exact >= step * power)!;
  return Math.max(1, digit * power);
}

function vectorSpec(points: readonly MapPoint[], scale: number, frame: Frame): TopLevelSpec {
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

function trackSpec(
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

/** The largest errors, and of the others evenly as many as there is room for. */
function drawn(errors: readonly ReportedError[]): ReportedError[] {
  if (errors.length <= mostDrawn) return [...errors];
  const bySize = errors.toSorted((a, b) => Math.hypot(b.error.x, b.error.y) - Math.hypot(a.error.x, a.error.y));
  return [...bySize.slice(0, mostDrawn / 10), ...evenly(bySize.slice(mostDrawn / 10), mostDrawn - mostDrawn / 10)];
}

const thinned = <T>(list: readonly T[]): T[] => (list.length <= mostDrawn ? [...list] : evenly(list, mostDrawn));
const evenly = <T>(list: readonly T[], many: number): T[] =>
  Array.from({ length: many }, (_item, n) => list[Math.floor((n * list.length) / many)]!);
