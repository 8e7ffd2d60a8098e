import { expect, test } from 'vitest';
import { signedArea } from '../../src/platform/registration/homography.ts';
import { toGeoJson } from './geojson.ts';
import type { Reference } from './reference.ts';

test('a footprint across 180° east goes on there, counterclockwise', () => {
  const footprint = [
    [179.99, 10.01],
    [-179.99, 10.01],
    [-179.99, 9.99],
    [179.99, 9.99],
  ].map(([lon = 0, lat = 0]) => ({ lon, lat }));
  const claimed = { footprint, centre: { lon: 180, lat: 10 } };
  const reference = { metres: [1, 1] } as unknown as Reference;
  const map = toGeoJson({ image: 'a.tif', found: null, claimed, residuals: [], reference });
  const { features } = JSON.parse(map.toString()) as {
    features: { geometry: { coordinates: [[number, number][]] } }[];
  };
  const [ring] = features[0]!.geometry.coordinates;
  expect(Math.max(...ring.map(([lon]) => lon)) - Math.min(...ring.map(([lon]) => lon))).toBeCloseTo(0.02, 9);
  expect(signedArea(ring.slice(0, -1))).toBeGreaterThan(0);
  expect(ring.at(-1)).toEqual(ring[0]);
});
