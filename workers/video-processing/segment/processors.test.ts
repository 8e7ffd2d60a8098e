import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { threads } from '../../../src/platform/video/limits.ts';
import { processorsFor, sharingProcessors } from './processors.ts';

const all = availableParallelism();

test('segments share the processors, and the last one of a video may have all that one ffmpeg uses', async () => {
  await sharingProcessors(async () => {
    expect(processorsFor(false)).toBe(threads);
    const crowd = Array.from({ length: all - 1 }, () =>
      sharingProcessors(async () => {
        await Promise.resolve(); // until all of them have begun
        return processorsFor(false);
      }),
    );
    expect(processorsFor(true)).toBe(threads);
    expect(await Promise.all(crowd)).toEqual(crowd.map(() => 1));
  });
});

test('a segment that has failed has none any more', async () => {
  await sharingProcessors(() => Promise.reject(new Error('full disk'))).catch(() => undefined);
  expect(await sharingProcessors(() => Promise.resolve(processorsFor(false)))).toBe(threads);
});
