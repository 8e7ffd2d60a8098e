import { availableParallelism } from 'node:os';
import { threads } from '../../../src/platform/video/limits.ts';

let segments = 0;

/** While it works on a segment: it has a part of this machine's processors. */
export async function sharingProcessors<T>(work: () => Promise<T>): Promise<T> {
  segments++;
  try {
    return await work();
  } finally {
    segments--;
  }
}

/**
 * Processors for the ffmpeg of one of them. Several with one each make more frames than several with all: 7 % more on two of them.
 * The last segment of a video soon has those of the others, unless they have begun with it.
 */
export const processorsFor = (index: number, count: number): number =>
  index === count - 1 && count > segments
    ? threads
    : Math.max(1, Math.min(threads, Math.floor(availableParallelism() / segments)));
