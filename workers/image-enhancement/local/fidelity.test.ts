import { load as readTags } from 'exifreader';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { imageEnhancement } from '../contract.ts';
import type { EnhanceJob } from './phases.ts';
import { enhanceImage } from './pipeline.ts';

type Overrides = { local?: Partial<EnhanceJob['local']>; output?: Partial<EnhanceJob['output']> };

const source = { bucket: 'photos', key: 'a.jpg' };
const limits = { maxPixels: 20_000_000, maxSeconds: 60 };
/** Changes no pixel, so that colours can be compared. */
const neutral = { autoLevels: false, clahe: 0, saturation: 1, sharpen: 0 };
const untouched = { local: neutral, output: { format: 'PNG' } } as const;

function enhance(bytes: Buffer, overrides: Overrides = {}) {
  return enhanceImage(bytes, imageEnhancement.input.parse({ source, ...overrides }), { limits });
}

const plain = (
  width: number,
  height: number,
  background: string | { r: number; g: number; b: number } = { r: 200, g: 60, b: 40 },
) => sharp({ create: { width, height, channels: 3, background } });
const firstPixel = async (image: Buffer) => [...(await sharp(image).raw().toBuffer({ resolveWithObject: true })).data];

async function expectColour(image: Buffer, colour: readonly number[], tolerance = 2) {
  const pixel = (await firstPixel(image)).slice(0, colour.length);
  for (const [channel, value] of colour.entries())
    expect(Math.abs(pixel[channel]! - value)).toBeLessThanOrEqual(tolerance);
}

/** 60 x 40, white with a red corner at the top left. */
const cornered = async () => {
  const corner = await plain(10, 10, 'red').png().toBuffer();
  return plain(60, 40, 'white').composite([{ input: corner, top: 0, left: 0 }]);
};

describe('orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%d is honoured and reported', async (orientation) => {
    const upright = await (await cornered()).png().toBuffer();
    // What a camera that was held that way has stored: the upright picture, moved by the inverse of the orientation.
    const inverse = [1, 2, 3, 4, 5, 8, 7, 6][orientation - 1]!;
    const tagged = await sharp(upright).withMetadata({ orientation: inverse }).png().toBuffer();
    const moved = await sharp(tagged).autoOrient().png().toBuffer();
    const stored = await sharp(moved).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();

    const { data, width, height, applied } = await enhance(stored, untouched);

    expect([width, height, applied.orientation]).toEqual([60, 40, orientation]);
    await expectColour(data, [254, 0, 0], 3);
    expect((await sharp(data).metadata()).orientation).toBeUndefined();
  });
});

describe('colours', () => {
  test.each(['srgb', 'rgb16'] as const)('Display P3 in %s becomes sRGB', async (space) => {
    const photo = await plain(8, 8).toColourspace(space).withIccProfile('p3').png().toBuffer();
    const { data, applied } = await enhance(photo, untouched);
    await expectColour(data, [200, 60, 40]);
    expect(applied.colour).toBe('PROFILE');
    expect(await sharp(data).metadata()).toMatchObject({ space: 'srgb', hasProfile: false, depth: 'uchar' });
  });

  test('16 bits without a profile are sRGB', async () => {
    const { data } = await enhance(await plain(8, 8).toColourspace('rgb16').png().toBuffer(), untouched);
    await expectColour(data, [200, 60, 40], 0);
  });

  test.each([true, false])('CMYK (with a profile: %s) becomes sRGB', async (profile) => {
    const cmyk = plain(64, 64).toColourspace('cmyk').jpeg({ quality: 100 });
    const photo = await (profile ? cmyk.withIccProfile('cmyk') : cmyk).toBuffer();
    const { data, applied } = await enhance(photo, untouched);
    await expectColour(data, [200, 60, 40], profile ? 15 : 30); // the gamut of print is smaller, and a guess without a profile
    expect(applied.colour).toBe('CMYK');
  });

  test.each(['b-w', 'grey16'] as const)('greys in %s stay grey', async (space) => {
    const photo = await plain(40, 40, { r: 120, g: 120, b: 120 }).toColourspace(space).png().toBuffer();
    const { data, applied } = await enhance(photo, { output: { format: 'PNG' } });
    await expectColour(data, [120, 120, 120], 1);
    expect(applied.colour).toBe('GREY');
  });
});

describe('transparency', () => {
  let half: Buffer;
  beforeAll(async () => {
    const background = { r: 200, g: 0, b: 0, alpha: 0.5 };
    half = await sharp({ create: { width: 40, height: 40, channels: 4, background } })
      .png()
      .toBuffer();
  });

  test.each(['PNG', 'WEBP', 'AVIF'] as const)('is kept in %s', async (format) => {
    const { data, applied } = await enhance(half, { local: neutral, output: { format } });
    expect((await sharp(data).stats()).channels[3]!.mean).toBeCloseTo(128, -1);
    expect(applied.alpha).toBe('KEPT');
  });

  test('is put onto white for JPEG', async () => {
    const { data, applied } = await enhance(half, { local: neutral });
    await expectColour(data, [227, 127, 127], 3);
    expect(applied.alpha).toBe('FLATTENED');
  });
});

describe('pages', () => {
  const red = { r: 255, g: 0, b: 0 };
  const stack = async () => {
    const pages = await Promise.all([red, { r: 0, g: 255, b: 0 }].map((page) => plain(16, 8, page).raw().toBuffer()));
    return sharp(Buffer.concat(pages), { raw: { width: 16, height: 16, channels: 3, pageHeight: 8 } });
  };

  test.each([
    ['TIFF', async () => (await stack()).tiff({ compression: 'lzw' })],
    ['WEBP', async () => (await stack()).webp({ lossless: true })],
  ] as const)('only the first of a %s is used', async (sourceFormat, image) => {
    const { data, width, height, applied } = await enhance(await (await image()).toBuffer(), untouched);
    expect([width, height]).toEqual([16, 8]);
    expect(applied).toMatchObject({ sourceFormat, pages: 2 });
    await expectColour(data, [255, 0, 0]);
  });
});

describe('metadata', () => {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>';
  let photo: Buffer;

  beforeAll(async () => {
    photo = await plain(60, 40)
      .withExif({ IFD0: { Make: 'Canon' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp(xmp)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
  });

  test.each(['JPEG', 'PNG', 'WEBP', 'AVIF'] as const)('is dropped from %s, GPS included', async (format) => {
    const { data, applied } = await enhance(photo, { output: { format } });
    const left = await sharp(data).metadata();
    expect([left.exif, left.xmp, left.icc]).toEqual([undefined, undefined, undefined]);
    expect(readTags(data)).not.toHaveProperty('GPSLatitude');
    expect(applied.metadata).toBe('DROPPED');
  });

  test.each([
    ['JPEG', 1],
    ['PNG', 1],
    ['WEBP', 1],
    ['AVIF', 1],
    ['PNG', 2],
  ] as const)('is kept in %s (upscale %d) when asked, upright', async (format, upscale) => {
    const job = { local: { ...neutral, upscale }, output: { format, keepMetadata: true } };
    const { data, width, height, applied } = await enhance(photo, job);
    const tags = readTags(data);
    expect(tags).toMatchObject({ Make: { description: 'Canon' }, GPSLatitude: { description: 51.5 } });
    expect(String(tags.Orientation?.value)).toBe('1');
    expect([width, height]).toEqual([40 * upscale, 60 * upscale]);
    expect(await sharp(data).metadata()).toMatchObject({ width, height, autoOrient: { width, height } });
    await expectColour(data, [200, 60, 40], 6);
    expect(applied.metadata).toBe('KEPT');
    expect((await sharp(data).metadata()).xmpAsString).toContain('tiff:Orientation="1"');
    if (format === 'PNG') expect(data.includes('iTXtXML:com.adobe.xmp'), 'where others look for it').toBe(true);
  });

  test('kept or not, the picture is the same', async () => {
    const kept = await enhance(photo, { output: { format: 'PNG', keepMetadata: true } });
    const dropped = await enhance(photo, { output: { format: 'PNG' } });
    expect(await firstPixel(kept.data)).toEqual(await firstPixel(dropped.data));
  });

  test('that is not there is not invented', async () => {
    const { data, applied } = await enhance(await plain(9, 9).png().toBuffer(), { output: { keepMetadata: true } });
    expect((await sharp(data).metadata()).exif).toBeUndefined();
    expect(applied.metadata).toBe('NONE');
  });
});
