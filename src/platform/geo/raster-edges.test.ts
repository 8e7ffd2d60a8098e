import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inUtm31, tiffOf } from '../../../test/fixtures/tiff.ts';
import { openRaster } from './raster.ts';

const block = deflateSync(Buffer.alloc(512 ** 2, 100));
type Tags = Parameters<typeof tiffOf>[0]['tags'];

const open = (side: number, tags: Tags) => {
  const bytes = tiffOf({ width: side, height: side, tile: 512, compression: 8, block, tags });
  const read = ({ start, end }: { start: number; end: number }) => Promise.resolve(bytes.subarray(start, end + 1));
  return openRaster(read, { bytes: bytes.length });
};
const inDegrees = (west: number, north: number, size: number): Tags => [
  [33_550, 'DOUBLE', size, size, 0],
  [33_922, 'DOUBLE', 0, 0, 0, west, north, 0],
  [34_735, 'SHORT', 1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326],
];

test.each([
  ['that goes on across 180° east', 1024, inDegrees(179.5, 10, 0.001), [179.6, 9.9], [100, 100]],
  ['that goes on across 180° east, beyond it', 1024, inDegrees(179.5, 10, 0.001), [-179.9, 9.9], [600, 100]],
  ['that begins beyond 180° west', 1024, inDegrees(-180.5, 10, 0.001), [179.6, 9.9], [100, 100]],
  ['that begins at 0°', 3600, inDegrees(0, 90, 0.1), [-10, 80], [3500, 100]],
  ['of all longitudes, at its edge', 3600, inDegrees(-180, 90, 0.1), [-180, 80], [0, 100]],
] as const)('a place in a raster %s', async (_what, side, tags, lonLat, pixel) => {
  const raster = await open(side, tags);
  const [x, y] = raster.toPixel(lonLat);
  expect([x, y]).toEqual(pixel.map((at) => expect.closeTo(at, 6) as number));
  expect(raster.toLonLat([x, y])).toEqual(lonLat.map((degree) => expect.closeTo(degree, 9) as number));
});

test('a window that is narrower than a step is read', async () => {
  const raster = await open(1024, inUtm31({ east: 500_000, north: 5_700_000, size: 1 }));
  const { signal } = new AbortController();
  const view = await raster.grey({ x: 0, y: 0, width: 1024, height: 8 }, 20, signal);
  expect(view).toMatchObject({ width: 128, height: 1, step: [8, 8], valid: 1 });
});
