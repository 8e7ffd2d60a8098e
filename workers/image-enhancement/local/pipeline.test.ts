import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { imageEnhancement } from '../contract.ts';
import type { EnhanceJob } from './phases.ts';
import { enhanceImage } from './pipeline.ts';

type Overrides = { local?: Partial<EnhanceJob['local']>; output?: Partial<EnhanceJob['output']> };
type Options = Partial<Parameters<typeof enhanceImage>[2]>;

const source = { bucket: 'photos', key: 'a.jpg' };
const limits = { maxPixels: 20_000_000, maxSeconds: 60 };
/** Changes no pixel, so that colours can be compared. */
const neutral = { autoLevels: false, clahe: 0, saturation: 1, sharpen: 0 };

function enhance(bytes: Buffer, overrides: Overrides = {}, options: Options = {}) {
  return enhanceImage(bytes, imageEnhancement.input.parse({ source, ...overrides }), { limits, ...options });
}

const plain = (
  width: number,
  height: number,
  background: string | { r: number; g: number; b: number } = { r: 200, g: 60, b: 40 },
) => sharp({ create: { width, height, channels: 3, background } });
describe('sizes', () => {
  test.each([
    [1, 1],
    [1, 300],
    [300, 1],
    [65_000, 1],
  ])('%d x %d with everything on', async (width, height) => {
    const local = { denoise: 3, sharpen: 10, gamma: 1.2 };
    const result = await enhance(await plain(width, height).png().toBuffer(), { local });
    expect(await sharp(result.data).metadata()).toMatchObject({ width, height, format: 'jpeg' });
  });

  test('upscale enlarges', async () => {
    const { data, width } = await enhance(await plain(60, 40).png().toBuffer(), { local: { upscale: 3 } });
    expect(width).toBe(180);
    expect(await sharp(data).metadata()).toMatchObject({ width: 180, height: 120 });
  });

  test.each([
    ['pixels of the source', 1000, 1000, {}, 'The source has 1000 x 1000 pixels'],
    ['pixels of the result', 600, 600, { local: { upscale: 2 } }, 'The result would have 1200 x 1200 pixels'],
    ['the side of a JPEG', 65_501, 1, {}, 'a side of a JPEG image has at most 65500'],
    ['the side of a WebP', 8192, 1, { local: { upscale: 2 }, output: { format: 'WEBP' } }, 'at most 16383'],
    ['the side of an AVIF', 16_385, 1, { output: { format: 'AVIF' } }, 'at most 16384'],
  ] as const)('too large: %s', async (_what, width, height, overrides, message) => {
    const bomb = await plain(width, height).png().toBuffer();
    const refused = enhance(bomb, overrides, { limits: { maxPixels: 900_000, maxSeconds: 60 } });
    await expect(refused).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE', message: expect.stringContaining(message) });
  });

  test('a bomb is refused by its header, before any pixel exists', async () => {
    const bomb = await plain(16_000, 16_000).png().toBuffer();
    await enhance(await plain(1, 1).png().toBuffer()); // a thread takes time to start
    const before = performance.now();
    await expect(enhance(bomb)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('bad files', () => {
  let photo: Buffer;
  beforeAll(async () => {
    const speckled = { create: { width: 900, height: 600, channels: 3, background: 'grey' } } as const;
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    photo = await sharp({ create: { ...speckled.create, noise } })
      .jpeg()
      .toBuffer();
  });

  test.each([
    ['an empty file', () => Buffer.alloc(0), 'UNSUPPORTED_FORMAT'],
    ['text', () => Buffer.from('not an image at all'), 'UNSUPPORTED_FORMAT'],
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'UNSUPPORTED_FORMAT'],
    ['a truncated JPEG', () => photo.subarray(0, photo.length / 2), 'CORRUPT_IMAGE'],
    ['only the first bytes of a JPEG', () => photo.subarray(0, 20), 'CORRUPT_IMAGE'],
    ['text that claims to be PNG', () => Buffer.from('\x89PNG\r\n\x1a\nhello', 'latin1'), 'CORRUPT_IMAGE'],
    ['text that claims to be WebP', () => Buffer.from('RIFF\0\0\0\0WEBPhello'), 'CORRUPT_IMAGE'],
    ['text that claims to be AVIF', () => Buffer.from('\0\0\0\x18ftypavif\0\0\0\0mif1avif'), 'CORRUPT_IMAGE'],
    ['text that claims to be TIFF', () => Buffer.from('II*\0hello'), 'CORRUPT_IMAGE'],
  ] as const)('%s', async (_name, bytes, code) => {
    await expect(enhance(Buffer.from(bytes()))).rejects.toMatchObject({ code });
  });

  test('a truncated PNG, WebP, AVIF or TIFF is corrupt', async () => {
    for (const format of ['png', 'webp', 'avif', 'tiff'] as const) {
      const whole = await sharp(photo).resize(300).toFormat(format, { effort: 1 }).toBuffer();
      const part = whole.subarray(0, Math.floor(whole.length * 0.6));
      await expect(enhance(part), format).rejects.toMatchObject({ code: 'CORRUPT_IMAGE' });
    }
  });
});

describe('a run', () => {
  let photo: Buffer;
  beforeAll(async () => {
    const noise = { type: 'gaussian', mean: 110, sigma: 20 } as const;
    photo = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: 'grey', noise } })
      .jpeg()
      .toBuffer();
  });

  test('raises contrast at its defaults', async () => {
    const { data, applied } = await enhance(photo);
    const [before, after] = [await sharp(photo).stats(), await sharp(data).stats()];
    expect(after.channels[1]!.stdev).toBeGreaterThan(1.5 * before.channels[1]!.stdev);
    expect(applied).toMatchObject({ format: 'JPEG', quality: 90, clahe: 2, levels: { black: expect.any(Number) } });
  });

  test('gives the same bytes every time', async () => {
    const [one, two] = [await enhance(photo), await enhance(photo)];
    expect(Buffer.compare(one.data, two.data)).toBe(0);
  });

  test('tells its progress, phase by phase, up to the last row', async () => {
    const told: [string, number, number][] = [];
    await enhance(photo, { local: { denoise: 1, sharpen: 10 } }, { onProgress: (...progress) => told.push(progress) });
    expect([...new Set(told.map(([phase]) => phase))]).toEqual(['DECODE', 'DENOISE', 'TONE', 'ENCODE']);
    for (const phase of ['DECODE', 'DENOISE', 'TONE', 'ENCODE']) {
      const rows = told.filter(([of]) => of === phase);
      expect(rows.map(([, done]) => done)).toEqual(rows.map(([, done]) => done).toSorted((a, b) => a - b));
      expect(rows.at(-1)![1]).toBe(rows.at(-1)![2]);
    }
    expect(told.filter(([phase]) => phase === 'TONE').length).toBeGreaterThan(2);
    for (const phase of ['DECODE', 'ENCODE']) expect(told.filter(([of]) => of === phase)[0]).toEqual([phase, 0, 1500]);
  });

  test.each(['DENOISE', 'TONE'])('stops quickly when aborted in %s, and the next one works', async (where) => {
    const caller = new AbortController();
    let abortedAt = 0;
    const aborted = enhance(
      photo,
      { local: { denoise: 3, sharpen: 10 } },
      {
        signal: caller.signal,
        onProgress: (phase) => {
          if (phase !== where || abortedAt) return;
          abortedAt = performance.now();
          caller.abort(new Error('not wanted any more'));
        },
      },
    );
    await expect(aborted).rejects.toThrow('not wanted any more');
    expect(performance.now() - abortedAt).toBeLessThan(1000);
    await expect(enhance(await plain(40, 40).png().toBuffer())).resolves.toMatchObject({ width: 40 });
  });

  test('never starts when aborted before', async () => {
    await expect(enhance(photo, {}, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
  });

  test('has a time limit', async () => {
    const slow = enhance(photo, { local: { denoise: 3 } }, { limits: { ...limits, maxSeconds: 0.2 } });
    await expect(slow).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: 'Enhancing the image took longer than 0.2 seconds.',
    });
  });

  test('does not block the event loop', async () => {
    const before = performance.eventLoopUtilization();
    await enhance(photo, { local: { sharpen: 5 } });
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.4);
  });

  test('more at a time than there are threads all succeed', async () => {
    const small = await plain(300, 200).png().toBuffer();
    const results = await Promise.all(Array.from({ length: 9 }, () => enhance(small)));
    expect(results.map(({ width }) => width)).toEqual(Array.from({ length: 9 }, () => 300));
  });

  test('leaves no memory behind', async () => {
    const local = { ...neutral, clahe: 2 };
    const half = await sharp(photo).resize(1000).jpeg().toBuffer();
    for (let warm = 0; warm < 5; warm++) await enhance(half, { local });
    const before = process.memoryUsage.rss();
    for (let more = 0; more < 50; more++) await enhance(half, { local });
    const images = (process.memoryUsage.rss() - before) / (1000 * 750 * 3);
    expect(images).toBeLessThan(12); // some wait for the garbage collector; a leak would be 50 or more
  });
});
