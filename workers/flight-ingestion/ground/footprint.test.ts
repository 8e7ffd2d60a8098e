import { expect, test } from 'vitest';
import { createEnu } from '../../../src/platform/geo/enu.ts';
import { footprintOf } from './footprint.ts';
import { overlapOf } from './overlap.ts';

const camera = { lon: 3.7, lat: 51.05, width: 4000, height: 3000, focalLengthPx: 2800, heightAboveGround: 70 };

/** The corners in metres east and north of the camera, without the one that closes the ring. */
function corners(attitude: { yaw: number; pitch: number; roll: number }, more = {}) {
  const footprint = footprintOf({ ...camera, attitude, ...more });
  if (!footprint) return null;
  const enu = createEnu({ lon: camera.lon, lat: camera.lat, height: 0 });
  const metres = footprint.ring.slice(0, -1).map(([lon, lat]) => {
    const { east, north } = enu.toLocal({ lon, lat, height: 0 });
    return [east, north] as const;
  });
  return { ...footprint, metres };
}

const rounded = (points: readonly (readonly [number, number])[]) =>
  points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`.replaceAll('-0.00', '0.00')).toSorted();

test('a camera that looks straight down shows a rectangle: width and height over the focal length, times the height', () => {
  const { metres, groundSamplingDistance } = corners({ yaw: 0, pitch: -90, roll: 0 })!;
  expect(rounded(metres)).toEqual(['-50.00 -37.50', '-50.00 37.50', '50.00 -37.50', '50.00 37.50']);
  expect(groundSamplingDistance).toBeCloseTo(0.025, 12);
});

test('yaw turns it clockwise', () => {
  // The top right corner, at 50 east and 37.5 north, goes to 37.5 east and 50 south when the top points east.
  expect(rounded(corners({ yaw: 90, pitch: -90, roll: 0 })!.metres)).toContain('37.50 -50.00');
  const { metres } = corners({ yaw: 30, pitch: -90, roll: 0 })!;
  const [sin, cos] = [0.5, Math.sqrt(3) / 2];
  expect(rounded(metres)).toContain(`${(50 * cos + 37.5 * sin).toFixed(2)} ${(-50 * sin + 37.5 * cos).toFixed(2)}`);
});

test('pitch moves it ahead, as far as the tangent says', () => {
  const { metres, groundSamplingDistance } = corners({ yaw: 0, pitch: -60, roll: 0 })!;
  const half = Math.atan(1500 / 2800);
  const far = 70 * Math.tan(Math.PI / 6 + half);
  const near = 70 * Math.tan(Math.PI / 6 - half);
  expect(Math.max(...metres.map(([, north]) => north))).toBeCloseTo(far, 3);
  expect(Math.min(...metres.map(([, north]) => north))).toBeCloseTo(near, 3);
  expect(groundSamplingDistance).toBeCloseTo(70 / Math.cos(Math.PI / 6) / 2800, 12);
});

test('roll turns it around where it looks: like yaw when that is down, and with its right side down it sees nearer there', () => {
  const rolled = corners({ yaw: 0, pitch: -90, roll: 20 })!;
  expect(rounded(rolled.metres)).toEqual(rounded(corners({ yaw: 20, pitch: -90, roll: 0 })!.metres));
  const { metres } = corners({ yaw: 0, pitch: -50, roll: 10 })!;
  const reach = (side: number) => Math.max(...metres.filter(([east]) => east * side > 0).map(([, north]) => north));
  expect(reach(1)).toBeLessThan(reach(-1));
});

test('rings are closed, go counter-clockwise, and go on across the date line', () => {
  for (const attitude of [
    { yaw: 0, pitch: -90, roll: 0 },
    { yaw: 200, pitch: -70, roll: 180 },
  ]) {
    const { ring } = footprintOf({ ...camera, lon: 179.9999, attitude })!;
    expect(ring.at(-1)).toEqual(ring[0]);
    const area = ring.slice(1).reduce((sum, [x, y], n) => sum + ring[n]![0] * y - x * ring[n]![1], 0);
    expect(area).toBeGreaterThan(0);
    expect(Math.max(...ring.map(([lon]) => lon))).toBeGreaterThan(180);
    expect(Math.min(...ring.map(([lon]) => lon))).toBeGreaterThan(179);
  }
});

test('what looks towards the horizon, or up, has no footprint', () => {
  for (const pitch of [0, -5, -30, 45]) expect(corners({ yaw: 0, pitch, roll: 0 })).toBeNull();
});

function ringAt(north: number, yaw = 0) {
  const enu = createEnu({ lon: camera.lon, lat: camera.lat, height: 0 });
  const { lon, lat } = enu.toGeographic({ east: 0, north, up: 0 });
  return footprintOf({ ...camera, lon, lat, attitude: { yaw, pitch: -90, roll: 0 } })!.ring;
}

test('overlaps are those of rectangles', () => {
  expect(overlapOf(ringAt(0), ringAt(0))).toBeCloseTo(1, 6);
  expect(overlapOf(ringAt(0), ringAt(15))).toBeCloseTo(0.8, 4);
  expect(overlapOf(ringAt(0), ringAt(74))).toBeCloseTo(1 / 75, 3);
  expect(overlapOf(ringAt(0), ringAt(80))).toBe(0);
  expect(overlapOf(ringAt(0), ringAt(0, 90))).toBeCloseTo(0.75, 4); // 75 x 75 of 100 x 75
});
