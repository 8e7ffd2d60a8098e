import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { threads } from '../../../src/platform/video/limits.ts';
import { processorsFor, sharingProcessors } from './processors.ts';

const all = availableParallelism();

/** What each gets of so many segments that begin at once. */
const crowd = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      sharingProcessors(async () => {
        await Promise.resolve(); // until all of them have begun
        return processorsFor(index, count);
      }),
    ),
  );

test('segments share the processors, also those of a video that has no more', async () => {
  expect(await crowd(1)).toEqual([threads]);
  expect(await crowd(all)).toEqual(Array.from({ length: all }, () => 1));
});

test('the last one of more may have all that one ffmpeg uses, as those that have begun before it end before it', async () => {
  expect(await sharingProcessors(() => Promise.resolve(processorsFor(1, 2)))).toBe(threads);
  await sharingProcessors(async () => {
    expect(await sharingProcessors(() => Promise.resolve(processorsFor(2, 3)))).toBe(threads);
  });
});

test('a segment that has failed has none any more', async () => {
  await sharingProcessors(() => Promise.reject(new Error('full disk'))).catch(() => undefined);
  expect(await sharingProcessors(() => Promise.resolve(processorsFor(0, 2)))).toBe(threads);
});
