import { writeArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
import sharp from 'sharp';
import { createCrs } from './crs.ts';
import type { ReadRange } from '../read-range.ts';
import { openRaster } from './raster.ts';

const utm = { ProjectedCSTypeGeoKey: 32_631, GTModelTypeGeoKey: 1 };
const placed = { ...utm, ModelPixelScale: [0.5, 0.5, 0], ModelTiepoint: [0, 0, 0, 500_000, 5_700_000, 0] };

function geoTiff(width: number, height: number, tags: object, valueAt = (x: number, y: number) => (x + y) % 256) {
  const values = Uint8Array.from({ length: width * height }, (_, at) => valueAt(at % width, Math.floor(at / width)));
  return Buffer.from(writeArrayBuffer(values, { width, height, ...tags }));
}

/** Reads from memory, and says what was asked for. */
function fileOf(bytes: Buffer) {
  const ranges: { start: number; end: number }[] = [];
  const read: ReadRange = (range) => {
    ranges.push(range);
    return Promise.resolve(bytes.subarray(range.start, range.end + 1));
  };
  return { ranges, open: () => openRaster(read, { bytes: bytes.length }) };
}

test('a raster says its size, bands, bits, place and system', async () => {
  const raster = await fileOf(geoTiff(40, 30, placed)).open();
  expect(raster).toMatchObject({ width: 40, height: 30, bands: 1, bitsPerSample: 8, crs: { epsg: 32_631 } });
  expect(raster.transform).toEqual({ a: 0.5, b: 0, c: 500_000, d: 0, e: -0.5, f: 5_700_000 });
  const [lon, lat] = raster.toLonLat([0, 0]);
  expect(lon).toBeCloseTo(3, 9);
  expect(raster.toPixel([lon, lat]).map((at) => Math.abs(at) < 1e-6)).toEqual([true, true]);
});

test('coordinates of points are those of the middles of pixels', async () => {
  const raster = await fileOf(geoTiff(4, 4, { ...placed, GTRasterTypeGeoKey: 2 })).open();
  expect(raster.transform).toMatchObject({ c: 499_999.75, f: 5_700_000.25 });
});

test('a matrix may turn the raster', async () => {
  const matrix = [0, 2, 0, 100, 2, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0, 1];
  const raster = await fileOf(geoTiff(4, 4, { ...utm, ModelTransformation: matrix })).open();
  expect(raster.transform).toEqual({ a: 0, b: 2, c: 100, d: 2, e: 0, f: 200 });
});

test('a view is the mean of what it covers', async () => {
  const raster = await fileOf(geoTiff(100, 80, placed, (x, y) => (x < 50 ? 10 : 200) + (y % 2))).open();
  const view = await raster.grey({ x: 40, y: 20, width: 20, height: 10 }, 2);
  expect(view).toMatchObject({ width: 10, height: 5, origin: [40, 20], step: [2, 2], valid: 1 });
  expect([...view.data.subarray(0, 10)]).toEqual([11, 11, 11, 11, 11, 201, 201, 201, 201, 201]);
});

test('what has no value counts for nothing', async () => {
  const raster = await fileOf(geoTiff(8, 8, { ...placed, GDAL_NODATA: '7' }, (x) => (x < 4 ? 7 : 100))).open();
  const view = await raster.grey({ x: 0, y: 0, width: 8, height: 8 }, 4);
  expect(view.valid).toBe(0.5);
  expect([...view.data]).toEqual([0, 100, 0, 100]);
});

test('16 bits are stretched to 8', async () => {
  const values = Uint16Array.from({ length: 10_000 }, (_, at) => 1000 + (at % 100) * 10);
  const bytes = Buffer.from(
    writeArrayBuffer(values, { width: 100, height: 100, BitsPerSample: [16], SampleFormat: [1], ...placed }),
  );
  const { data } = await (await fileOf(bytes).open()).grey({ x: 0, y: 0, width: 100, height: 100 }, 1);
  expect([data[0], data[50], data[99]]).toEqual([1, expect.closeTo(129, -1), 255]);
});

/** Tiles of 256, compressed, with overviews: what a Cloud Optimized GeoTIFF has. */
const pyramid = (side: number) =>
  sharp(
    Buffer.from(Uint8Array.from({ length: side * side }, (_, at) => ((at % side) * 7 + Math.floor(at / side)) % 251)),
    {
      raw: { width: side, height: side, channels: 1 },
    },
  )
    .tiff({ tile: true, tileWidth: 256, tileHeight: 256, pyramid: true, compression: 'deflate' })
    .toBuffer();

test('of a large raster only what is needed is read, and a coarse view from its overviews', async () => {
  const bytes = await pyramid(1536);
  const { open, ranges } = fileOf(bytes);
  const raster = await open();
  expect(raster.levels.map(({ width }) => width)).toEqual([1536, 768, 384, 192]);
  const header = raster.bytesRead();
  const all = { x: 0, y: 0, width: 1536, height: 1536 };
  expect(raster.pixelsToRead(all, 10)).toBe(192 ** 2);
  const whole = await raster.grey(all, 10);
  expect(whole).toMatchObject({ width: 192, height: 192, step: [8, 8] });
  const corner = await raster.grey({ x: 1488, y: 1488, width: 500, height: 500 }, 1);
  expect(corner).toMatchObject({ width: 48, height: 48, origin: [1488, 1488] });
  expect(corner.data[0]).toBe((1488 * 7 + 1488) % 251);
  expect(raster.bytesRead() - header).toBeLessThan(bytes.length / 2);
  expect(Math.max(...ranges.map(({ start, end }) => end - start))).toBeLessThan(8 * 1024 * 1024);
});

test('a system may be given to a raster that has none', async () => {
  const bytes = geoTiff(4, 4, { ModelPixelScale: [1, 1, 0], ModelTiepoint: [0, 0, 0, 500_000, 5_700_000, 0] });
  const bare = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .tiff()
    .toBuffer();
  const without = await fileOf(bare).open();
  expect(without).toMatchObject({ transform: null, crs: null, crsProblem: expect.stringContaining('EPSG') });
  expect(() => without.toLonLat([0, 0])).toThrow('where it is');
  const read: ReadRange = ({ start, end }) => Promise.resolve(bytes.subarray(start, end + 1));
  const given = await openRaster(read, { bytes: bytes.length, crs: createCrs(32_731) });
  expect(given.crs?.epsg).toBe(32_731);
});

test.each([
  ['text', () => Buffer.from('I am a text, and no raster.')],
  ['nothing', () => Buffer.alloc(0)],
  ['a part of a header', () => geoTiff(4, 4, placed).subarray(0, 60)],
])('%s is no raster', async (_what, make) => {
  await expect(fileOf(make()).open()).rejects.toMatchObject({ code: 'NOT_GEOTIFF' });
});

test('a truncated raster opens, and says so where its pixels are missing', async () => {
  const { open } = fileOf(geoTiff(600, 600, placed).subarray(0, 200_000));
  const raster = await open();
  await expect(raster.grey({ x: 0, y: 0, width: 600, height: 600 }, 1)).rejects.toMatchObject({ code: 'DAMAGED' });
});

test('one part that is too large to be read alone is refused before it is read', async () => {
  const bytes = geoTiff(64, 64, placed);
  const claims = Buffer.from(bytes);
  // Width and height of the header, of which each is a SHORT.
  for (const tag of [256, 257, 278]) patch(claims, tag, 60_000);
  await expect(fileOf(claims).open()).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

/** Changes the value of a SHORT in the first directory of a big-endian file, as geotiff writes them. */
function patch(bytes: Buffer, tag: number, value: number): void {
  const directory = bytes.readUInt32BE(4);
  for (let entry = 0; entry < bytes.readUInt16BE(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (bytes.readUInt16BE(at) !== tag) continue;
    if (bytes.readUInt16BE(at + 2) === 3) bytes.writeUInt16BE(value, at + 8);
    else bytes.writeUInt32BE(value, at + 8);
  }
}

test('an error of storage stays what it is', async () => {
  class Gone extends Error {}
  await expect(openRaster(() => Promise.reject(new Gone('gone')), { bytes: 1000 })).rejects.toThrow(Gone);
});
