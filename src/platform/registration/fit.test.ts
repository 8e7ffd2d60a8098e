import { expect, test } from 'vitest';
import { createRandom } from '../../../test/random.ts';
import { fitHomography, type Pair } from './fit.ts';
import { compose, project, type Homography, type Point } from './homography.ts';
import { inverse } from './inverse.ts';

const size = { width: 600, height: 400 };
const truth: Homography = [0.8, -0.5, 300, 0.45, 0.85, 120, 1e-4, -5e-5, 1];
const about: Homography = [0.81, -0.49, 296, 0.46, 0.84, 123, 0, 0, 1];

/** Points within a part of the picture, with noise that grows with the size of their pixels. */
function pairsOf(seed: number, count: number, [right, lower]: Point, sigma: number): Pair[] {
  const { integer } = createRandom(seed);
  const fraction = () => integer(0, 1e6) / 1e6;
  const noise = () => (fraction() + fraction() + fraction() + fraction() - 2) * Math.sqrt(3); // of variance 1
  return Array.from({ length: count }, () => {
    const query: Point = [fraction() * right, fraction() * lower];
    const [x, y] = project(truth, query)!;
    const pixel = 1.2 ** integer(0, 7);
    return {
      query,
      reference: [x + noise() * sigma * pixel, y + noise() * sigma * pixel],
      querySize: pixel,
      referenceSize: pixel,
    };
  });
}

const away = (fit: { homography: Homography }, point: Point) => {
  const [is, should] = [project(fit.homography, point)!, project(truth, point)!];
  return Math.hypot(is[0] - should[0], is[1] - should[1]);
};

test('exact points give the exact homography, however roughly one begins', () => {
  const fit = fitHomography(pairsOf(1, 30, [600, 400], 0), about, size)!;
  for (const corner of [
    [0, 0],
    [600, 0],
    [600, 400],
    [0, 400],
  ] as const)
    expect(away(fit, corner)).toBeLessThan(1e-6);
});

test.for([
  ['all over the picture', [600, 400]],
  ['in a corner of it', [200, 150]],
] as const)('with points %s, 95 of 100 times it is as close as it says', ([, part], { expect: expectHere }) => {
  const trials = Array.from({ length: 100 }, (_, seed) => fitHomography(pairsOf(seed, 80, part, 0.6), about, size)!);
  for (const point of [
    [300, 200],
    [600, 400],
  ] as const) {
    const within = trials.filter((fit) => away(fit, point) <= fit.errorAt(point)).length / trials.length;
    expectHere(within).toBeGreaterThanOrEqual(0.91);
  }
  // And no larger than it has to be: what has the same distribution in every trial is as large as the largest of 5 %.
  const off = trials.map((fit) => away(fit, [600, 400])).toSorted((one, other) => one - other);
  const said = trials.map((fit) => fit.errorAt([600, 400])).toSorted((one, other) => one - other)[50]!;
  expectHere(said).toBeLessThan(2 * off[95]!);
});

test('points on a line, and too few, determine nothing', () => {
  const line = pairsOf(1, 30, [600, 0], 0.5);
  expect(fitHomography(line, about, size)).toBeNull();
  expect(fitHomography(pairsOf(1, 4, [600, 400], 0.5), about, size)).toBeNull();
});

test('an inverse, and what has none', () => {
  const matrix = [
    [0, 2, 1],
    [1, 1, 0],
    [3, 0, 1],
  ];
  const inverted = inverse(matrix)!;
  const product = compose(matrix.flat() as unknown as Homography, inverted.flat() as unknown as Homography);
  expect(product).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1].map((value) => expect.closeTo(value, 12)));
  expect(inverse([[1, 2], [2, 4]])).toBeNull(); // prettier-ignore
});
