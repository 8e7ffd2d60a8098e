import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createEnu } from '../../src/platform/geo/enu.ts';
import { footprintOf } from './ground/footprint.ts';
import { overlapOf } from './ground/overlap.ts';

const page = readFileSync(new URL('../../docs/IMAGING.md', import.meta.url), 'utf8');
const section = page.split('### A worked example: a footprint')[1]!.split('\n### ')[0]!;

/** What the page says, by the name of the value. */
const written = new Map(
  [...section.matchAll(/^\| ([^|]+?) +\|[^|]*\| +(-?\d+\.\d+) +\|$/gm)].map(([, name, value]) => [name!, value!]),
);

test('the worked example of docs/IMAGING.md is what the code computes', () => {
  const camera = { lon: 3.7, lat: 51.05, width: 4000, height: 3000, heightAboveGround: 80 };
  const focalLengthPx = (24 * Math.hypot(camera.width, camera.height)) / Math.hypot(24, 36);
  const at = (lon: number, lat: number, yaw: number) =>
    footprintOf({ ...camera, lon, lat, focalLengthPx, attitude: { yaw, pitch: -90, roll: 0 } })!;
  const { ring, groundSamplingDistance } = at(camera.lon, camera.lat, 30);
  const enu = createEnu({ lon: camera.lon, lat: camera.lat, height: 0 });
  const corners = ring.slice(1).map(([lon, lat]) => ({ lon, lat, ...enu.toLocal({ lon, lat, height: 0 }) }));
  const corner = corners.toSorted((a, b) => b.east - a.east)[0]!;
  const ahead = enu.toGeographic({ east: 20 * Math.sin(Math.PI / 6), north: 20 * Math.cos(Math.PI / 6), up: 0 });
  const computed: Record<string, number> = {
    'focal length in pixels': focalLengthPx,
    'ground sampling distance': groundSamplingDistance,
    'width on the ground': camera.width * groundSamplingDistance,
    'height on the ground': camera.height * groundSamplingDistance,
    'top right corner, metres east': corner.east,
    'top right corner, metres north': corner.north,
    'top right corner, longitude': corner.lon,
    'top right corner, latitude': corner.lat,
    'overlap with an image 20 m ahead': overlapOf(ring, at(ahead.lon, ahead.lat, 30).ring),
  };
  expect([...written.keys()]).toEqual(Object.keys(computed));
  for (const [name, value] of Object.entries(computed)) {
    const text = written.get(name)!;
    expect(value.toFixed(text.split('.')[1]!.length), name).toBe(text);
  }
});
