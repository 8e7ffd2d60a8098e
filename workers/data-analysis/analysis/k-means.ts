import { setImmediate } from 'node:timers/promises';
import { sampleOf, type Points } from './points.ts';

export interface Clusters {
  /** Number of the cluster of each point, from 0. */
  labels: Int32Array;
  /** One after the other. */
  centres: Float64Array;
  /** Sum of squared distances to the centres. */
  inertia: number;
  iterations: number;
}

/** Beginnings that are tried, as one may end in a worse place than another. */
const starts = 20;
/** Points that beginnings are tried with; the best then goes on with all. */
const mostForStarts = 10_000;
const mostIterations = 300;

/**
 * Lloyd's algorithm from the best of many beginnings, which k-means++ chooses. It pauses between its rounds, so that the process
 * hears when nobody wants the result any more.
 */
export async function kMeans(points: Points, k: number, random: () => number): Promise<Clusters> {
  const sample = sampleOf(points, mostForStarts, random);
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const found = await lloyd(sample, firstCentres(sample, k, random));
    if (!best || found.inertia < best.inertia) best = found;
  }
  return sample === points ? best! : lloyd(points, best!.centres);
}

/** Each next one with a probability that grows with the square of its distance to those before (Arthur and Vassilvitskii, 2007). */
function firstCentres({ data, count, dimensions }: Points, k: number, random: () => number): Float64Array {
  const centres = new Float64Array(k * dimensions);
  const nearest = new Float64Array(count).fill(Infinity);
  let chosen = Math.floor(random() * count);
  for (let n = 0; n < k; n++) {
    centres.set(data.subarray(chosen * dimensions, (chosen + 1) * dimensions), n * dimensions);
    let sum = 0;
    for (let at = 0; at < count; at++) {
      nearest[at] = Math.min(nearest[at]!, squaredDistance(data, at * dimensions, centres, n * dimensions, dimensions));
      sum += nearest[at]!;
    }
    let left = random() * sum;
    chosen = 0;
    while (chosen < count - 1 && (left -= nearest[chosen]!) > 0) chosen++;
  }
  return centres;
}

async function lloyd(points: Points, from: Float64Array): Promise<Clusters> {
  const { data, count, dimensions } = points;
  const k = from.length / dimensions;
  let centres = from.slice();
  const labels = new Int32Array(count).fill(-1);
  for (let iterations = 1; ; iterations++) {
    await setImmediate();
    let [inertia, moved] = [0, 0];
    const sums = new Float64Array(centres.length);
    const sizes = new Float64Array(k);
    for (let at = 0; at < count; at++) {
      const { label, distance } = nearestOf(data, at * dimensions, centres, dimensions);
      if (labels[at] !== label) moved++;
      labels[at] = label;
      inertia += distance;
      sizes[label]!++;
      for (let d = 0; d < dimensions; d++) sums[label * dimensions + d]! += data[at * dimensions + d]!;
    }
    if (moved === 0 || iterations === mostIterations) return { labels, centres, inertia, iterations };
    // A cluster that lost all its points stays where it is.
    centres = sums.map((sum, at) =>
      sizes[Math.floor(at / dimensions)]! > 0 ? sum / sizes[Math.floor(at / dimensions)]! : centres[at]!,
    );
  }
}

/** Of each point the number of its nearest centre. */
export const labelsOf = ({ data, count, dimensions }: Points, centres: Float64Array): Int32Array =>
  Int32Array.from({ length: count }, (_point, at) => nearestOf(data, at * dimensions, centres, dimensions).label);

function nearestOf(data: Float64Array, from: number, centres: Float64Array, dimensions: number) {
  let [label, distance] = [0, Infinity];
  for (let centre = 0; centre < centres.length; centre += dimensions) {
    const one = squaredDistance(data, from, centres, centre, dimensions);
    if (one < distance) [label, distance] = [centre / dimensions, one];
  }
  return { label, distance };
}

export function squaredDistance(
  a: Float64Array,
  from: number,
  b: Float64Array,
  to: number,
  dimensions: number,
): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += (a[from + d]! - b[to + d]!) ** 2;
  return sum;
}
