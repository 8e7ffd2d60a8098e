import type { TopLevelSpec } from 'vega-lite';
import { differenceFrom } from '../difference.ts';
import { errorSpec, isWithin, reachOf } from './error-plane.ts';
import { histogramSpec } from './histogram.ts';
import { kindOf } from './look.ts';
import { exaggeration, frameOf, trackSpec, vectorSpec } from './maps.ts';
import type { AccuracyReport, ReportedError } from './report.ts';

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

/** The largest errors, and of the others evenly as many as there is room for. */
function drawn(errors: readonly ReportedError[]): ReportedError[] {
  if (errors.length <= mostDrawn) return [...errors];
  const bySize = errors.toSorted((a, b) => Math.hypot(b.error.x, b.error.y) - Math.hypot(a.error.x, a.error.y));
  return [...bySize.slice(0, mostDrawn / 10), ...evenly(bySize.slice(mostDrawn / 10), mostDrawn - mostDrawn / 10)];
}

const thinned = <T>(list: readonly T[]): T[] => (list.length <= mostDrawn ? [...list] : evenly(list, mostDrawn));
const evenly = <T>(list: readonly T[], many: number): T[] =>
  Array.from({ length: many }, (_item, n) => list[Math.floor((n * list.length) / many)]!);
