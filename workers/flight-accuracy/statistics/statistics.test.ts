import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { axisStatistics } from './axis.ts';
import { horizontalStatistics } from './horizontal.ts';
import { outliersOf } from './outliers.ts';
import { summarise, type PointError } from './summary.ts';
import { verticalStatistics } from './vertical.ts';

interface Recorded {
  name: string;
  limit: number;
  errors: PointError[];
  outliers: { horizontal: boolean; vertical: boolean }[];
  all: object;
  used: object;
}

const path = new URL('../../../test/fixtures/accuracy/statistics.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Recorded[] };

/** Numbers that are further apart than 1e-9 of their size, each with where it is. */
function differences(found: unknown, expected: unknown, at = ''): string[] {
  if (typeof expected === 'number' && typeof found === 'number')
    return Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected))
      ? []
      : [`${at}: ${found}, not ${expected}`];
  if (typeof expected !== 'object' || expected === null) return found === expected ? [] : [`${at}: ${String(found)}`];
  return Object.entries(expected).flatMap(([key, value]) =>
    differences((found as Record<string, unknown> | null)?.[key], value, `${at}.${key}`),
  );
}

test.each(cases)(
  'statistics are those that numpy computes to 1e-9: $name',
  ({ errors, limit, outliers, all, used }) => {
    expect(differences(summarise(errors, { limit, reject: false }), all)).toEqual([]);
    expect(differences(summarise(errors, { limit, reject: true }), used)).toEqual([]);
    expect(summarise(errors, { limit, reject: true }).outliers).toEqual(outliers);
  },
);

/** Q. Abdullah, Mapping Matters, Photogrammetric Engineering & Remote Sensing 80 (5), May 2014, p. 397, Table 3. */
const published = {
  east: [-0.06, 0.1, -0.06, -0.112, -0.12, -0.1, -0.06],
  north: [0.08, -0.045, 0.08, 0.007, 0.15, -0.045, 0.08],
  height: [0.055, -0.006, -0.017, 0.042, -0.011, 0.013, 0.048],
};

test('a published example comes out as it was published', () => {
  const deviations = [published.east, published.north, published.height].map(
    (errors) => axisStatistics(errors).standardDeviation,
  );
  expect(deviations.map((deviation) => deviation!.toFixed(3))).toEqual(['0.075', '0.073', '0.030']);
});

const deviation = (sum: number, squares: number) => Math.sqrt((squares - sum ** 2 / 7) / 6);

test('and so it does by hand, to 1e-9', () => {
  const errors = published.east.map((x, n) => ({ x, y: published.north[n]! }));
  const { x, y, rmse, ce95 } = horizontalStatistics(errors);
  const { z, le95 } = verticalStatistics(published.height);
  // Sums and sums of squares that fit on paper; all else is one step from them.
  const [sumE, sumN, sumH] = [-0.412, 0.307, 0.124];
  const [squaresE, squaresN, squaresH] = [0.057744, 0.045799, 0.007708];
  const byHand = {
    x: { bias: sumE / 7, standardDeviation: deviation(sumE, squaresE), rmse: Math.sqrt(squaresE / 7), max: -0.12 },
    y: { bias: sumN / 7, standardDeviation: deviation(sumN, squaresN), rmse: Math.sqrt(squaresN / 7), max: 0.15 },
    z: { bias: sumH / 7, standardDeviation: deviation(sumH, squaresH), rmse: Math.sqrt(squaresH / 7), max: 0.055 },
    rmse: Math.sqrt((squaresE + squaresN) / 7),
    ce95: { normal: (2.4477 * (Math.sqrt(squaresE / 7) + Math.sqrt(squaresN / 7))) / 2 },
    le95: { normal: 1.96 * Math.sqrt(squaresH / 7) },
  };
  expect(differences({ x, y, z, rmse, ce95, le95 }, byHand)).toEqual([]);
});

test('equal errors on both axes give the factor that the standard has for RMSEr', () => {
  const errors = [1, -1, 1, -1].flatMap((x) => [1, -1].map((y) => ({ x, y })));
  const { rmse, ce90, ce95 } = horizontalStatistics(errors);
  expect(ce95.normal! / rmse).toBeCloseTo(1.7308, 4);
  expect(ce90.normal! / rmse).toBeCloseTo(1.5175, 4);
});

test('errors that are on a line have no circular error by theory, and still one by their percentile', () => {
  const { ce95 } = horizontalStatistics([-2, -1, 0, 1, 2].map((x) => ({ x, y: x / 10 })));
  expect(ce95.normal).toBeNull();
  expect(ce95.empirical).toBeGreaterThan(1.8);
});

test('one error is its own statistics, without a deviation', () => {
  expect(horizontalStatistics([{ x: 3, y: 4 }])).toMatchObject({
    n: 1,
    x: { bias: 3, standardDeviation: null, rmse: 3, max: 3 },
    rmse: 5,
    max: 5,
    ce90: { empirical: 5 },
  });
});

const flagged = (errors: number[]) => outliersOf(errors, 3.5).flatMap((is, n) => (is ? [n] : []));

test('outliers are told from many, also where most are the same, and never from a few or from equal ones', () => {
  expect(flagged([0.1, -0.1, 0.05, 0, -0.05, 9])).toEqual([5]);
  expect(flagged([1, 1, 1, 1, 1, 1, 1, 30])).toEqual([7]);
  expect(flagged([1, 1, 1, 1, 1, 1])).toEqual([]);
  expect(flagged([0, 0.1, 1000, -0.1])).toEqual([]);
});
