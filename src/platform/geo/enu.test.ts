import { expect, test } from 'vitest';
import { geodesicDistance } from './distance.ts';
import { createEnu } from './enu.ts';

test.each([
  ['Ghent', 3.7174, 51.0543, 12],
  ['Ushuaia', -68.303, -54.8019, 400],
  ['the date line', 179.9999, -17.5, 30],
  ['a pole', 0, 90, 2835],
  ['the equator', 0, 0, -5],
])('metres around %s and back', (_name, lon, lat, height) => {
  const enu = createEnu({ lon, lat, height });
  for (const local of [
    { east: 0, north: 0, up: 0 },
    { east: 1234.5, north: -987.6, up: 55.5 },
    { east: -40_000, north: 30_000, up: 800 },
    { east: 1e5, north: 2e5, up: 5e5 }, // a satellite
  ]) {
    const back = enu.toLocal(enu.toGeographic(local));
    for (const axis of ['east', 'north', 'up'] as const) expect(back[axis]).toBeCloseTo(local[axis], 6);
  }
});

test('a second of arc at the equator is as long as the ellipsoid says', () => {
  const second = 1 / 3600;
  const enu = createEnu({ lon: 10, lat: 0, height: 0 });
  // a π / 648000, and a (1 - e²) π / 648000
  expect(enu.toLocal({ lon: 10 + second, lat: 0, height: 0 }).east).toBeCloseTo(30.922080775, 6);
  expect(enu.toLocal({ lon: 10, lat: second, height: 0 }).north).toBeCloseTo(30.7150766, 6);
});

test('distances are those of published examples', () => {
  const { lon, lat } = { lon: 144.42486788611, lat: -37.95103341666 };
  // Flinders Peak to Buninyong, Geoscience Australia's worked example of Vincenty's formulae (GRS 80, WGS 84 within 0.1 mm).
  expect(geodesicDistance({ lon, lat }, { lon: 143.92649552778, lat: -37.65282113889 })).toBeCloseTo(54_972.271, 2);
  // A quarter of the meridian, 10 001.965 729 km.
  expect(geodesicDistance({ lon: 0, lat: 0 }, { lon: 0, lat: 90 })).toBeCloseTo(10_001_965.729, 2);
  expect(geodesicDistance({ lon: 179.999, lat: 0 }, { lon: -179.999, lat: 0 })).toBeCloseTo(222.639, 2);
  expect(geodesicDistance({ lon, lat }, { lon, lat })).toBe(0);
  expect(geodesicDistance({ lon: 0, lat: 0 }, { lon: 179.9, lat: 0.1 })).toBeGreaterThan(19_900_000);
});
