import sharp from 'sharp';
import { expect, test } from 'vitest';
import { sniffFormat } from './source-format.ts';

const dot = () => sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } });

test.each([
  ['JPEG', () => dot().jpeg()],
  ['PNG', () => dot().png()],
  ['WEBP', () => dot().webp()],
  ['AVIF', () => dot().avif()],
  ['TIFF', () => dot().tiff()],
  ['TIFF', () => dot().tiff({ bigtiff: true })],
  [null, () => dot().gif()],
] as const)('%s is recognised by its first bytes', async (format, image) => {
  expect(sniffFormat(await image().toBuffer())).toBe(format);
});

test.each([
  ['nothing', ''],
  ['one byte', '\xff'],
  ['text', 'hello world, this is not an image'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
  ['PDF', '%PDF-1.7 ...'],
  ['sound in RIFF', 'RIFF\0\0\0\0WAVEfmt '],
  ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['video', '\0\0\0\x18ftypisom\0\0\0\0isomavc1'],
  ['a box that lies about its size', '\xff\xff\xff\xffftypisom'],
  ['a Canon raw file', 'II*\0\x10\0\0\0CR\x02\0'],
])('%s is none of the formats', (_name, text) => {
  expect(sniffFormat(Buffer.from(text, 'latin1'))).toBeNull();
});

test('AVIF is also found among the compatible brands', () => {
  expect(sniffFormat(Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'latin1'))).toBe('AVIF');
});
