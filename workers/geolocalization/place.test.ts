import { expect, test } from 'vitest';
import { createCrs } from '../../src/platform/geo/crs.ts';
import { toCoordinates } from '../../src/platform/geo/geo-transform.ts';
import { metresPerPixel } from '../../src/platform/geo/square-view.ts';
import type { Homography } from '../../src/platform/registration/homography.ts';
import { affineOf, offsetBetween, placeOf, worldFile } from './place.ts';

const utm = createCrs(32_631);
const toLonLat = ([x, y]: readonly [number, number]) => utm.inverse([500_000 + x / 2, 5_700_000 - y / 2]);
const toGround = (pixel: readonly [number, number]) => {
  const [lon, lat] = toLonLat(pixel);
  return { lon, lat };
};
const size = { width: 400, height: 200 };

test('an image of which north is up', () => {
  const place = placeOf(size, toGround);
  expect(place.rotationDegrees % 360).toBeCloseTo(0, 2);
  expect(place.groundSamplingDistance).toBeCloseTo(0.5 / 0.9996, 4); // a metre of UTM is longer than one of the ground
  expect(place.footprint).toHaveLength(4);
});

test('an image that was turned by a quarter to the right', () => {
  // Its upper edge points east: what is right in it is south.
  const { rotationDegrees } = placeOf(size, ([x, y]) => toGround([-y, x]));
  expect(rotationDegrees).toBeCloseTo(90, 2);
});

test('offsets are metres, and pixels of degrees are no squares', () => {
  const { offsetMetres, offsetEast, offsetNorth } = offsetBetween({ lon: 3, lat: 51 }, { lon: 3.001, lat: 51 });
  expect(offsetEast).toBeCloseTo(70.2, 0);
  expect(Math.hypot(offsetEast, offsetNorth)).toBeCloseTo(offsetMetres, 2);
  const [across, down] = metresPerPixel(([x, y]) => [x / 1000, 60 - y / 1000], [0, 0]);
  expect(across / down).toBeCloseTo(0.5, 2);
});

test('a homography without perspective is the world file, exactly', () => {
  const turned = [0, -2, 900, 2, 0, 100, 0, 0, 1] as unknown as Homography;
  const raster = { a: 0.5, b: 0, c: 500_000, d: 0, e: -0.5, f: 5_700_000 };
  const { transform, off } = affineOf(turned, size, raster);
  expect(Math.max(...off.flat().map(Math.abs))).toBeLessThan(1e-9);
  expect(toCoordinates(transform, [0, 0])).toEqual([500_450, 5_699_950]);
  const [a, d, b, e, c, f] = worldFile(transform).trim().split('\n').map(Number);
  expect([a, d, b, e]).toEqual([0, -1, -1, 0].map((value) => expect.closeTo(value, 9)));
  expect([c, f]).toEqual([500_449.5, 5_699_949.5]);
});

test('what a world file cannot say is said', () => {
  const tilted = [1, 0, 0, 0, 1, 0, 0.0005, 0, 1] as unknown as Homography;
  const { off } = affineOf(tilted, size, { a: 1, b: 0, c: 0, d: 0, e: -1, f: 0 });
  expect(Math.max(...off.map(([x, y]) => Math.hypot(x, y)))).toBeGreaterThan(5);
});
