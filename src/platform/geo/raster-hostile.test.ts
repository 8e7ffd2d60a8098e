import sharp from 'sharp';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tiffOf } from '../../../test/fixtures/tiff.ts';
import { unpackLzw } from './lzw.ts';
import { openRaster } from './raster.ts';

const tile = { width: 256, height: 256, tile: 256 };
const block = deflateSync(Buffer.alloc(256 * 256, 9));
const plain = { ...tile, compression: 8, block };

async function read(bytes: Buffer): Promise<unknown> {
  const raster = await openRaster(({ start, end }) => Promise.resolve(bytes.subarray(start, end + 1)), {
    bytes: bytes.length,
  });
  return raster.grey({ x: 0, y: 0, width: 256, height: 256 }, 1);
}

/** Codes of 9 to 12 bits, each of which is the one before and a byte more: 5 kB that unpack to 7 MB. */
function lzwBomb(): Buffer {
  const codes = [256, 0, ...Array.from({ length: 3800 }, (_, at) => 258 + at)];
  const bits = codes.map((code, at) => {
    const width = Math.min(12, Math.max(9, Math.floor(Math.log2(257 + at)) + 1));
    return code.toString(2).padStart(width, '0');
  });
  const bytes = bits.join('').match(/.{8}/g)!;
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}

/** A JPEG that says it is so large. */
async function jpegClaiming(side: number): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 256, height: 256, channels: 3, background: 'red' } })
    .greyscale()
    .jpeg()
    .toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(side, frame + 5);
  jpeg.writeUInt16BE(side, frame + 7);
  return jpeg;
}

test('what these files are made of is read when it is honest', async () => {
  await expect(read(tiffOf(plain))).resolves.toMatchObject({ width: 256, valid: 1 });
  await expect(read(tiffOf({ ...plain, compression: 7, block: await jpegClaiming(256) }))).resolves.toMatchObject({
    valid: 1,
  });
  expect(unpackLzw(lzwBomb(), 8e6).length).toBeGreaterThan(7e6);
});

test.for<[string, string, () => Buffer | Promise<Buffer>]>([
  ['a Deflate bomb', 'DAMAGED', () => tiffOf({ ...plain, block: deflateSync(Buffer.alloc(40e6)) })],
  ['an LZW bomb', 'DAMAGED', () => tiffOf({ ...plain, compression: 5, block: lzwBomb() })],
  [
    'a PackBits bomb',
    'DAMAGED',
    () => tiffOf({ ...plain, compression: 32_773, block: Buffer.alloc(100_000, Buffer.from([129, 0])) }),
  ],
  ['a JPEG bomb', 'DAMAGED', async () => tiffOf({ ...plain, compression: 7, block: await jpegClaiming(65_000) })],
  ['a tile beyond the end', 'DAMAGED', () => tiffOf({ ...plain, offset: 0xffff_ff00 })],
  ['a tile of four gigabytes', 'TOO_LARGE', () => tiffOf({ ...plain, length: 0xffff_ffff })],
  ['a tile that ends beyond the end', 'DAMAGED', () => tiffOf({ ...plain, length: 100_000 })],
  ['four thousand million tiles', 'DAMAGED', () => tiffOf({ ...plain, claimedOffsets: 0xffff_ffff })],
  ['tiles of four thousand million pixels', 'TOO_LARGE', () => tiffOf({ ...plain, tile: 65_536 })],
  ['no pixels', 'DAMAGED', () => tiffOf({ ...plain, tags: [[256, 'LONG', 0]] })],
  ['a size beyond its tiles', 'DAMAGED', () => tiffOf({ ...plain, tags: [[256, 'LONG', 4e9], [322, 'LONG', 16]] })], // prettier-ignore
  ['a directory beyond the end', 'DAMAGED', () => patched(4, 0x7fff_fff0)],
])('%s is refused, and costs nothing', async ([, code, make], { expect: expectHere }) => {
  await expectHere(read(await make())).rejects.toMatchObject({ code });
});

test('directories that go round in a circle come to an end', async () => {
  const bytes = tiffOf(plain);
  const directory = bytes.readUInt32LE(4);
  bytes.writeUInt32LE(directory, directory + 2 + bytes.readUInt16LE(directory) * 12);
  await expect(read(bytes)).resolves.toMatchObject({ valid: 1 });
});

function patched(at: number, value: number): Buffer {
  const bytes = tiffOf(plain);
  bytes.writeUInt32LE(value, at);
  return bytes;
}
