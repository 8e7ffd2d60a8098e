import type * as z from 'zod';
import type { CheckedFlight } from './check-flight.ts';
import { lengthOf } from './checks/length.ts';
import { median } from './checks/median.ts';
import { mostProblems, type flightIngestion } from './contract.ts';
import { imageProblems, isUsable, type FlightImage, type ImageProblem } from './manifest.ts';

type Result = z.output<(typeof flightIngestion)['result']>;

/** DJI's flag of a fixed solution: to centimetres. */
const fixed = 50;
/** Of each kind in a result, so that none hides the others. */
const mostOfAKind = 5;

/** A flight in numbers. */
export function summarize(
  images: readonly FlightImage[],
  { lines, groundHeight, overlap }: CheckedFlight,
): Omit<Result, 'manifest' | 'map' | 'otherObjects'> {
  const usable = images.filter(isUsable);
  const times = usable.flatMap(({ takenAt }) => (takenAt === null ? [] : [takenAt]));
  times.sort((a, b) => Date.parse(a) - Date.parse(b));
  const distances = usable.flatMap(({ groundSamplingDistance: gsd }) => (gsd === null ? [] : [gsd]));
  return {
    images: images.length,
    usable: usable.length,
    footprints: usable.filter(({ footprint }) => footprint !== null).length,
    ...problemsOf(images),
    flights: lines.length,
    lengthMetres: lines.reduce((metres, line) => metres + lengthOf(line.images), 0),
    firstTakenAt: times[0] ?? null,
    lastTakenAt: times.at(-1) ?? null,
    groundSamplingDistance: distances.length > 0 ? median(distances) : null,
    groundHeight,
    overlap,
    rtkFixed: usable.filter(({ rtk }) => rtk?.flag === fixed).length,
    bounds: boundsOf(lines),
  };
}

function problemsOf(images: readonly FlightImage[]): Pick<Result, 'problemCounts' | 'problems'> {
  const counts = new Map<ImageProblem['code'], number>();
  const problems: Result['problems'] = [];
  for (const { bucket, key, problems: found } of images) {
    for (const { code, message } of found) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= mostOfAKind) problems.push({ bucket, key, code, message });
    }
  }
  const codes = Object.keys(imageProblems) as ImageProblem['code'][];
  const rank = (code: ImageProblem['code']) => codes.indexOf(code);
  return {
    problemCounts: codes.flatMap((code) => (counts.has(code) ? [{ code, images: counts.get(code)! }] : [])),
    problems: problems.toSorted((a, b) => rank(a.code) - rank(b.code)).slice(0, mostProblems),
  };
}

/** Longitudes as they are beside the first one, so that a flight across the date line is no flight around the world. */
function boundsOf(lines: CheckedFlight['lines']): Result['bounds'] {
  const placed = lines.flatMap(({ images }) => images);
  const [first] = placed;
  if (!first) return null;
  const bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const { lon, lat } of placed) {
    const beside = lon + 360 * Math.round((first.lon - lon) / 360);
    bounds.west = Math.min(bounds.west, beside);
    bounds.east = Math.max(bounds.east, beside);
    bounds.south = Math.min(bounds.south, lat);
    bounds.north = Math.max(bounds.north, lat);
  }
  return bounds;
}
