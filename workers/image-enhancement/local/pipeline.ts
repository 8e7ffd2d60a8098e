import { abortReason } from '../../../src/platform/abort-reason.ts';
import { createStopFlag, isRaised, raise } from './clock.ts';
import type { ImageJob, ImageMessage, Outcome } from './image-messages.ts';
import { submit, withdraw } from './image-pool.ts';
import type { Enhanced, EnhanceJob, Limits, OnProgress } from './phases.ts';
import { ImageRejected } from '../../../src/platform/images/rejection.ts';
import { fromPlain } from '../../../src/platform/plain-error.ts';
import type { Task } from '../../../src/platform/thread-pool.ts';

interface EnhanceOptions {
  /** The time counts from when the image has got a thread. */
  limits: Limits;
  /** The image whose EXIF and XMP are kept, when that is not the one to enhance. */
  metadataOf?: Buffer | undefined;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

/**
 * The whole local enhancement, from file to file, in memory: no storage, no temporary files. It runs on a thread, so
 * that pixels live, and are collected, where nothing else does: a buffer of 36 MB makes the garbage collector go through
 * the whole heap of its thread, and the main one has Temporal and the AWS SDK in its.
 *
 * Throws `ImageRejected` for what is wrong with the image, and the signal's reason as soon as it is aborted.
 */
export async function enhanceImage(
  bytes: Buffer,
  { local, output }: EnhanceJob,
  { limits: { maxPixels, maxSeconds }, metadataOf, signal, onProgress }: EnhanceOptions,
): Promise<Enhanced> {
  signal?.throwIfAborted();
  const limits = { maxPixels, maxSeconds };
  const stop = createStopFlag();
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    return await new Promise<Enhanced>((resolve, reject) => {
      const giveUp = (reason: Error) => {
        raise(stop);
        withdraw(task);
        reject(reason);
      };
      const task: Task<ImageJob, ImageMessage> = {
        begin() {
          const late = () =>
            new ImageRejected('IMAGE_TOO_LARGE', `Enhancing the image took longer than ${maxSeconds} seconds.`);
          timer = setTimeout(() => giveUp(late()), maxSeconds * 1000);
          // Copied, because the caller's bytes may be part of a larger buffer, or still be needed.
          return {
            bytes: new Uint8Array(bytes),
            metadataOf: metadataOf && new Uint8Array(metadataOf),
            job: { local, output },
            limits,
            stop,
          };
        },
        onMessage(message) {
          if (isRaised(stop)) return; // nobody listens any more
          try {
            if (message.type === 'progress') onProgress?.(...message.progress);
            else resolve(resultOf(message));
          } catch (error) {
            giveUp(error instanceof Error ? error : new Error(String(error)));
          }
        },
        onCrash: reject,
      };
      abort = () => giveUp(abortReason(signal!));
      signal?.addEventListener('abort', abort, { once: true });
      submit(task);
    });
  } finally {
    clearTimeout(timer);
    if (abort) signal?.removeEventListener('abort', abort);
  }
}

function resultOf(outcome: Outcome): Enhanced {
  if (outcome.type === 'rejected') throw new ImageRejected(outcome.code, outcome.message);
  if (outcome.type === 'failed') throw fromPlain(outcome.error);
  const { data, ...enhanced } = outcome.enhanced;
  return { ...enhanced, data: Buffer.from(data.buffer) };
}
