import { compose, project, type Homography, type Point } from './homography.ts';
import { inverse } from './inverse.ts';

/** A point that two pictures seem to have, and how large the pixels are in which each of them found it. */
export interface Pair {
  query: Point;
  reference: Point;
  querySize: number;
  referenceSize: number;
}

export interface Fit {
  homography: Homography;
  /** Pixels of the reference within which a point of the query is from where the homography puts it, with a probability of 95 %. */
  errorAt: (point: Point) => number;
}

const rounds = 4;
/** Of chi-squared with two degrees of freedom. */
const chiSquared95 = 5.991;
/** Pixels: what does not become less with more points. Found by comparing with pictures whose place is known. */
const systematic = 0.2;

/**
 * The homography for which points are closest to where they are in the reference, by least squares (Gauss-Newton), with their
 * weights: a point of a coarser level of the pyramid is less exact by as much. How uncertain it is follows from the residuals and
 * from where the points are (Hartley and Zisserman, Multiple View Geometry, 2nd edition, §5.2). Null when the points do not
 * determine one.
 */
export function fitHomography(pairs: readonly Pair[], start: Homography, { width, height }: Size): Fit | null {
  const middle = project(start, [width / 2, height / 2]);
  if (!middle || pairs.length < 5) return null;
  // From the middle, in halves of the diagonal, so that all parameters are of a similar size.
  const unit = Math.hypot(width, height) / 2;
  const toUnit = ([x, y]: Point): Point => [(x - width / 2) / unit, (y - height / 2) / unit];
  const normalised = compose(shift(-middle[0], -middle[1]), start, [unit, 0, width / 2, 0, unit, height / 2, 0, 0, 1]);
  let parameters = normalised.slice(0, 8).map((value) => value / normalised[8]);

  const [a = NaN, b = NaN, , d = NaN, e = NaN] = parameters;
  const scale = Math.sqrt(Math.abs(a * e - b * d)) / unit;
  const observed = pairs.map(({ query, reference: [x, y], querySize, referenceSize }) => ({
    at: toUnit(query),
    place: [x - middle[0], y - middle[1]] as const,
    variance: (scale * querySize) ** 2 + referenceSize ** 2,
  }));

  let inverted: number[][] | null = null;
  for (let round = 0; round < rounds; round++) {
    const normal = parameters.map(() => parameters.map(() => 0));
    const right = parameters.map(() => 0);
    for (const { at, place, variance } of observed) {
      const { position, rows } = linearised(parameters, at);
      addTo(normal, right, rows[0], place[0] - position[0], variance);
      addTo(normal, right, rows[1], place[1] - position[1], variance);
    }
    inverted = inverse(normal);
    if (!inverted) return null;
    const steps = inverted.map((row) => dot(row, right));
    parameters = parameters.map((value, index) => value + steps[index]!);
  }

  const squares = observed.reduce((sum, { at, place, variance }) => {
    const [x, y] = linearised(parameters, at).position;
    return sum + ((place[0] - x) ** 2 + (place[1] - y) ** 2) / variance;
  }, 0);
  const spread = squares / (2 * pairs.length - parameters.length);
  const covariance = inverted!.map((row) => row.map((value) => value * spread));
  const along = (one: readonly number[], other: readonly number[]): number =>
    covariance.reduce((sum, row, at) => sum + one[at]! * dot(row, other), 0);
  const inUnits = [...parameters, 1] as unknown as Homography;
  const fromQuery: Homography = [1 / unit, 0, -width / 2 / unit, 0, 1 / unit, -height / 2 / unit, 0, 0, 1];
  return {
    homography: compose(shift(...middle), inUnits, fromQuery),
    errorAt(point) {
      const [forX, forY] = linearised(parameters, toUnit(point)).rows;
      const [xx, xy, yy] = [along(forX, forX), along(forX, forY), along(forY, forY)];
      const longest = (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy); // variance along the longer axis of the ellipse
      return Math.hypot(Math.sqrt(chiSquared95 * longest), systematic);
    },
  };
}

interface Size {
  width: number;
  height: number;
}

const shift = (x: number, y: number): Homography => [1, 0, x, 0, 1, y, 0, 0, 1];

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * other[index]!, 0);

/** One observation of weight 1 / variance, to the normal equations. */
function addTo(normal: number[][], right: number[], row: readonly number[], off: number, variance: number): void {
  for (let i = 0; i < row.length; i++) {
    const weighed = row[i]! / variance;
    if (weighed === 0) continue;
    right[i]! += weighed * off;
    const line = normal[i]!;
    for (let j = 0; j < row.length; j++) line[j]! += weighed * row[j]!;
  }
}

/** Where a point goes, and how that changes with each of the eight parameters. */
function linearised([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]: readonly number[], [u, v]: Point) {
  const w = g * u + h * v + 1;
  const [x, y] = [(a * u + b * v + c) / w, (d * u + e * v + f) / w];
  const [p, q, one] = [u / w, v / w, 1 / w];
  return {
    position: [x, y] as const,
    rows: [
      [p, q, one, 0, 0, 0, -x * p, -x * q],
      [0, 0, 0, p, q, one, -y * p, -y * q],
    ] as const,
  };
}
