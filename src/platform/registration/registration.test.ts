import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { landscape } from '../../../test/fixtures/landscape.ts';
import { long } from '../../../test/long.ts';
import { anyLook, photograph, positionError, terrain } from '../../../test/synthetic-imagery.ts';
import type { Grey } from '../geo/grey.ts';
import { confidenceOf, refusalOf, usualRules } from './acceptance.ts';
import type { Homography } from './homography.ts';
import type { Attempt } from './registered.ts';
import { createRegistration } from './registration.ts';

const registration = createRegistration();
let alps: Grey;
let country: Grey;
beforeAll(async () => {
  const { data, info } = await sharp(readFileSync(landscape)).greyscale().raw().toBuffer({ resolveWithObject: true });
  alps = { data: new Uint8Array(data), width: info.width, height: info.height };
  country = terrain(1, long ? 1000 : 700);
});

const cases = long ? 100 : 6;
const seeds = Array.from({ length: cases }, (_, index) => index);

test(
  `of ${cases} pictures, turned, tilted, scaled, noisy, hazy, each is where it was taken`,
  { timeout: 600_000 },
  async () => {
    const errors: number[] = [];
    let certain = 0;
    for (const seed of seeds) {
      const ground = seed % 2 ? alps : country;
      const look = anyLook(seed, ground);
      const found = await registration.register(photograph(ground, look, seed), ground);
      if (!found) continue;
      const error = positionError(found.homography, look);
      errors.push(error.middle);
      if (error.middle <= found.error95.middle && error.corner <= 2 * found.error95.corner) certain++;
    }
    errors.sort((one, other) => one - other);
    expect(errors.length).toBeGreaterThanOrEqual(0.95 * cases);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.25);
    expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(1);
    expect(certain).toBeGreaterThanOrEqual(0.8 * errors.length);
  },
);

test(`of ${cases} pictures of other places, none is found`, { timeout: 1_200_000 }, async () => {
  for (const seed of seeds) {
    const ground = seed % 2 ? alps : country;
    const elsewhere = seed % 3 === 0 ? (seed % 2 ? country : alps) : terrain(1000 + seed, long ? 700 : 400);
    const picture = photograph(elsewhere, anyLook(5000 + seed, elsewhere), seed);
    expect(await registration.register(picture, ground), `picture ${seed}`).toBeNull();
  }
});

test('what is found says where each point is, and how far from there it was put', async () => {
  const look = anyLook(3, country);
  const found = (await registration.register(photograph(country, look, 3), country))!;
  expect(found.residuals).toHaveLength(found.inliers);
  expect(found.inliers).toBeLessThanOrEqual(found.matches);
  const squares = found.residuals.reduce((sum, { dx, dy }) => sum + dx ** 2 + dy ** 2, 0);
  expect(found.rmsePx).toBeCloseTo(Math.sqrt(squares / found.inliers), 12);
  expect(found.rmsePx).toBeLessThan(2);
  expect(found.confidence).toBeGreaterThan(0.999);
});

test('what ORB does not find, AKAZE tries; each try is told', async () => {
  const attempts: Attempt[] = [];
  const flat = { data: new Uint8Array(90_000).fill(100), width: 300, height: 300 };
  const onAttempt = (attempt: Attempt) => void attempts.push(attempt);
  expect(await registration.register(flat, country, { onAttempt })).toBeNull();
  expect(attempts).toEqual([
    { detector: 'ORB', inliers: 0, matches: 0, refused: 'nothing in the pictures is alike' },
    { detector: 'AKAZE', inliers: 0, matches: 0, refused: 'nothing in the pictures is alike' },
  ]);
});

test('AKAZE alone finds it as well', async () => {
  const look = anyLook(2, country);
  const found = await registration.register(photograph(country, look, 2), country, { detectors: ['AKAZE'] });
  expect(found?.detector).toBe('AKAZE');
  expect(positionError(found!.homography, look).middle).toBeLessThan(1);
});

test('a caller who gives up need not wait', async () => {
  const caller = new AbortController();
  const found = registration.register(alps, country, {}, caller.signal);
  caller.abort(new Error('enough'));
  await expect(found).rejects.toThrow('enough');
  await expect(registration.register(alps, country, {}, AbortSignal.abort(new Error('before')))).rejects.toThrow(
    'before',
  );
});

test('pictures that are too large, or not what they say, are refused', async () => {
  const large = { data: new Uint8Array(9_000_000), width: 3000, height: 3000 };
  await expect(registration.register(large, country)).rejects.toThrow(RangeError);
  await expect(registration.register({ ...alps, width: 7 }, country)).rejects.toThrow(RangeError);
});

const query = { width: 100, height: 80 };
const spread = Array.from({ length: 100 }, (_, at) => [(at % 10) * 10, Math.floor(at / 10) * 8] as const);
const as = (...homography: number[]) => ({
  homography: homography as unknown as Homography,
  query,
  matches: 110,
  cornerError: 2,
});
test.for([
  ['is accepted', as(1, 0, 5, 0, 1, 5, 0, 0, 1), spread, null],
  ['with few points', as(1, 0, 5, 0, 1, 5, 0, 0, 1), spread.slice(0, 20), '20 points agree'],
  ['with many that disagree', { ...as(1, 0, 5, 0, 1, 5, 0, 0, 1), matches: 400 }, spread, '100 of 400'],
  ['in one place', as(1, 0, 5, 0, 1, 5, 0, 0, 1), spread.map(([x, y]) => [x / 10, y / 10] as const), 'in one place'],
  ['with corners anywhere', { ...as(1, 0, 5, 0, 1, 5, 0, 0, 1), cornerError: 20.5 }, spread, 'uncertain by 21 pixels'],
  ['mirrored', as(-1, 0, 100, 0, 1, 0, 0, 0, 1), spread, 'mirrored'],
  ['too small', as(0.05, 0, 0, 0, 0.05, 0, 0, 0, 1), spread, 'scaled by 0.05'],
  ['squeezed', as(1, 0, 0, 0, 0.2, 0, 0, 0, 1), spread, 'distorted'],
  ['beyond the horizon', as(1, 0, 0, 0, 1, 0, -0.02, 0, 1), spread, 'horizon'],
] as const)('a position %s', ([, candidate, points, refusal], { expect: expectHere }) => {
  const refused = refusalOf({ ...candidate, points }, usualRules);
  if (refusal === null) expectHere(refused).toBeNull();
  else expectHere(refused).toContain(refusal);
});

test('confidence is that of the published model', () => {
  // Solved for 99.9 %, it is their rule: inliers > 8.0 + 0.3 of the matches, rounded to a digit.
  for (const matches of [50, 100, 300]) {
    const needed = Math.round(7.96 + 0.3115 * matches);
    expect(confidenceOf(needed + 1, matches)).toBeGreaterThan(0.999);
    expect(confidenceOf(needed - 1, matches)).toBeLessThan(0.999);
  }
});
