import sharp, { type Sharp } from 'sharp';
import { availableParallelism } from 'node:os';
import type { Clock } from './clock.ts';
import type { Pixels } from './pixels.ts';
import { asRejection } from '../../../src/platform/images/rejection.ts';

// Explicit, because sharp's default depends on the allocator: 1 on glibc, all cores elsewhere.
sharp.concurrency(availableParallelism());
// Every image is different, so the operation cache only holds memory.
sharp.cache(false);

/** A pipeline that reads decoded pixels. */
export const fromPixels = ({ data, width, height, channels }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: false }); // limits apply to what strangers send

/** Runs a pipeline to decoded pixels. */
export async function toPixels(image: Sharp, clock: Clock): Promise<Pixels> {
  const { data, info } = await run(image.raw({ depth: 'uchar' }), clock, (ready) =>
    // Not toUint8Array: in sharp 0.35.5 it leaks a copy of every image.
    ready.toBuffer({ resolveWithObject: true }),
  );
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4) throw new Error(`sRGB has 3 or 4 channels, not ${channels}.`);
  return { data, width, height, channels };
}

/** Runs a pipeline to an encoded file. */
export const toFile = (image: Sharp, clock: Clock): Promise<Buffer> => run(image, clock, (ready) => ready.toBuffer());

/**
 * sharp cannot be aborted, and its thread must outlive it; so it is waited for, and its own time limit ends what nobody
 * else waits for any more. A second later than that, because whoever waited says why.
 */
async function run<T>(image: Sharp, clock: Clock, finish: (image: Sharp) => Promise<T>): Promise<T> {
  clock.throwIfStopped();
  const result = await finish(image.timeout({ seconds: Math.min(clock.secondsLeft() + 1, 3600) }));
  clock.throwIfStopped();
  return result;
}

/** What fails while a stranger's file is decoded is the file's fault. */
export async function decoding<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asRejection(error);
  }
}
