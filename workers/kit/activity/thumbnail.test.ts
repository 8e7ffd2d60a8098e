import sharp, { type Sharp } from 'sharp';
import { thumbHashToRGBA } from 'thumbhash';
import { expect, test } from 'vitest';
import { thumbnailOf } from './thumbnail.ts';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } } });

test.each<[string, Sharp, number, number]>([
  ['a PNG with transparency', plain(1024, 1536).png(), 341, 512],
  ['a grey PNG of 16 bits', plain(1000, 500).removeAlpha().toColourspace('grey16').png(), 512, 256],
  ['a JPEG for print', plain(1000, 500).removeAlpha().toColourspace('cmyk').jpeg(), 512, 256],
  ['a WebP of one pixel', plain(1, 1).webp(), 1, 1],
  ['a GIF that is a line', plain(3000, 1).gif(), 512, 1],
])('%s has a small WebP and a thumbhash', async (_what, image, width, height) => {
  const { webp, thumbhash, ...size } = await thumbnailOf(await image.toBuffer());
  expect(size).toEqual({ width, height });
  expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width, height });
  const { w, h } = thumbHashToRGBA(Buffer.from(thumbhash, 'base64'));
  expect(w > h).toBe(width > height);
  expect(thumbhash.length).toBeLessThanOrEqual(40);
});
