import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { toChannelImage } from './prepare.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } });

test.for([
  ['what fits', 1200, 900, 1200, 900],
  ['what is larger than is shown', 4000, 3000, 1440, 1080],
  ['what is a little too high, which is cut', 1000, 1400, 1000, 1250],
  ['what is much too high, which is padded', 900, 1800, 1440, 1800],
  ['what is a little too wide, which is cut', 2000, 1000, 1440, 754],
  ['what is much too wide, which is padded', 1900, 500, 1440, 754],
] as const)('%s: %i x %i becomes %i x %i', async ([, width, height, newWidth, newHeight]) => {
  const photo = await picture(width, height).png().toBuffer();
  const { bytes, sha256, ...size } = await toChannelImage(photo, 'INSTAGRAM');
  expect(size).toEqual({ width: newWidth, height: newHeight });
  expect(newWidth / newHeight).toBeGreaterThanOrEqual(0.8);
  expect(newWidth / newHeight).toBeLessThanOrEqual(1.91);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', space: 'srgb', hasAlpha: false, ...size });
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('what lies on its side is set upright, and what the camera has noted is left out', async () => {
  const photo = await picture(1200, 900)
    .withExif({ IFD0: { Copyright: 'secret' }, IFD3: { GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { bytes, width, height } = await toChannelImage(photo, 'FACEBOOK');
  expect([width, height]).toEqual([900, 1125]); // 3:4 is a little too high
  const { exif, orientation } = await sharp(bytes).metadata();
  expect([exif, orientation]).toEqual([undefined, undefined]);
});

test('the same photo gives the same bytes', async () => {
  const photo = await picture(1200, 900).jpeg().toBuffer();
  const [one, other] = [await toChannelImage(photo, 'INSTAGRAM'), await toChannelImage(photo, 'INSTAGRAM')];
  expect(one.sha256).toBe(other.sha256);
});

test('a damaged photo is refused as one', async () => {
  const photo = await picture(1200, 900).png().toBuffer();
  await expect(toChannelImage(photo.subarray(0, 500), 'INSTAGRAM')).rejects.toBeInstanceOf(ImageRejected);
});

test('whatever is cut or padded lies within what Instagram takes', async () => {
  const sizes = [
    [1000, 501],
    [1000, 521],
    [242, 322],
    [333, 417],
    [999, 1249],
    [1441, 1802],
    [321, 402],
    [1911, 1001],
  ] as const;
  for (const [width, height] of sizes) {
    const made = await toChannelImage(await picture(width, height).png().toBuffer(), 'INSTAGRAM');
    const aspect = made.width / made.height;
    expect(aspect >= 4 / 5 && aspect <= 1.91, `${width} x ${height} becomes ${made.width} x ${made.height}`).toBe(true);
  }
});
