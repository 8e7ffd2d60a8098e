import sharp from 'sharp';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tiffOf } from '../../../test/fixtures/tiff.ts';
import { terrain } from '../../../test/synthetic-imagery.ts';
import { usedMemory } from '../../../test/used-memory.ts';
import { openRaster } from './raster.ts';

const open = (bytes: Buffer) =>
  openRaster(({ start, end }) => Promise.resolve(bytes.subarray(start, end + 1)), { bytes: bytes.length });

const side = 300;
const ground = terrain(5, side);
const picture = () => sharp(ground.data, { raw: { width: side, height: side, channels: 1 } }).toColourspace('b-w');
const whole = { x: 0, y: 0, width: side, height: side };

type Options = Parameters<ReturnType<typeof picture>['tiff']>[0];
test.for<[string, Options]>([
  ['without compression', { compression: 'none' }],
  ['with LZW and differences', { compression: 'lzw', predictor: 'horizontal' }],
  ['with LZW', { compression: 'lzw', predictor: 'none', tile: true }],
  ['with PackBits', { compression: 'packbits' }],
  ['with Deflate', { compression: 'deflate', tile: true, tileWidth: 128, tileHeight: 128 }],
  ['as BigTIFF', { compression: 'deflate', bigtiff: true, tile: true, pyramid: true }],
])('a raster %s is read as it is', async ([, options], { expect: expectHere }) => {
  const view = await (await open(await picture().tiff(options).toBuffer())).grey(whole, 1);
  expectHere(Buffer.from(view.data).equals(Buffer.from(ground.data))).toBe(true);
});

test('a JPEG of colours is read as its luma', async () => {
  const colours = await sharp({
    create: { width: 256, height: 128, channels: 3, background: { r: 200, g: 80, b: 20 } },
  })
    .tiff({ compression: 'jpeg', quality: 90, tile: true, tileWidth: 128, tileHeight: 128 })
    .toBuffer();
  const raster = await open(colours);
  expect(raster).toMatchObject({ bands: 3, bitsPerSample: 8 });
  const { data } = await raster.grey({ x: 0, y: 0, width: 256, height: 128 }, 1);
  const luma = 0.299 * 200 + 0.587 * 80 + 0.114 * 20;
  for (const at of [0, 5000, data.length - 1]) expect(Math.abs(data[at]! - luma)).toBeLessThan(3);
});

const block = deflateSync(Buffer.alloc(512 * 512, 77));
const huge = { width: 200_000, height: 200_000, tile: 512, compression: 8, block };

test.for([
  ['LERC', 34_887],
  ['ZSTD', 50_000],
  ['WebP', 50_001],
] as const)('%s is refused with what to do', async ([, compression], { expect: expectHere }) => {
  await expectHere(open(tiffOf({ ...huge, width: 512, height: 512, compression }))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('gdal_translate'),
  });
});

test('of forty thousand million pixels only those that are asked for are read, in little memory', async () => {
  const bytes = tiffOf(huge);
  const before = usedMemory();
  const raster = await open(bytes);
  expect(raster).toMatchObject({ width: 200_000, height: 200_000, levels: [{ width: 200_000 }] });
  for (let at = 0; at < 10; at++) {
    const view = await raster.grey({ x: 19_000 * at, y: 15_000 * at, width: 1000, height: 1000 }, 1);
    expect(view.data.every((value) => value === 77)).toBe(true);
  }
  expect(raster.bytesRead()).toBeLessThan(bytes.length * 2);
  // Without overviews all of it would have to be decoded for a view of it: that can be known before.
  expect(raster.pixelsToRead({ x: 0, y: 0, width: 200_000, height: 200_000 }, 200)).toBe(4e10);
  expect(usedMemory() - before).toBeLessThan(100e6);
});

test('a large big-endian one is refused with what to do, a small one is read', async () => {
  await expect(open(tiffOf({ ...huge, bigEndian: true }))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('big-endian'),
  });
  const small = await open(tiffOf({ ...huge, width: 1024, height: 700, bigEndian: true }));
  expect((await small.grey({ x: 500, y: 0, width: 20, height: 20 }, 1)).data[0]).toBe(77);
});
