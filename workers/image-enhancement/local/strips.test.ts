import { expect, test } from 'vitest';
import { createStopFlag, raise, startClock } from './clock.ts';
import { denoise } from './denoise.ts';
import { fromPixels, toPixels } from './libvips.ts';
import type { Pixels } from './pixels.ts';

function noisy(width: number, height: number, channels: 3 | 4): Pixels {
  const data = new Uint8Array(width * height * channels);
  let seed = 1;
  for (let at = 0; at < data.length; at++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    data[at] = seed >> 16;
  }
  return { data, width, height, channels };
}

test.each([
  [1, 1200, 1700, 3],
  [3, 1200, 1700, 3],
  [2, 1024, 1955, 4], // the last strip is shorter than the overlap
  [1, 1_100_000, 3, 3], // one row is more than a strip
  [2, 5, 40, 3],
  [3, 1, 40, 3],
  [1, 1, 1, 3],
] as const)(
  'a median of radius %d over %d x %d equals that of the whole image',
  async (radius, width, height, channels) => {
    const clock = startClock(60, createStopFlag());
    const pixels = noisy(width, height, channels);
    const window = Math.min(2 * radius + 1, width, height);
    const whole = window > 1 ? await toPixels(fromPixels(pixels).median(window), clock) : { data: pixels.data.slice() };
    const rows: number[] = [];

    await denoise(pixels, radius, clock, (done) => rows.push(done));

    expect(Buffer.compare(pixels.data, whole.data)).toBe(0);
    expect(rows.at(-1)).toBe(height);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  },
);

test('stops between strips', async () => {
  const stop = createStopFlag();
  const clock = startClock(60, stop);
  const rows: number[] = [];
  const stopped = denoise(noisy(1000, 6000, 3), 1, clock, (done) => {
    rows.push(done);
    raise(stop);
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(rows).toHaveLength(1);
});
