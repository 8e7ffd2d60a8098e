import { parentPort } from 'node:worker_threads';
import { startClock } from './clock.ts';
import type { ImageJob, ImageMessage, Outcome } from './image-messages.ts';
import { runPhases, type OnProgress, type Phase } from './phases.ts';
import { toPlain } from '../../../src/platform/plain-error.ts';
import { ImageRejected } from '../../../src/platform/images/rejection.ts';

/** The worker thread's side: one job at a time. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
const port = parentPort;
const send = (message: ImageMessage, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

port.on('message', (job: ImageJob) => {
  void run(job).then((outcome) => send(outcome, outcome.type === 'done' ? [outcome.enhanced.data.buffer] : []));
});

async function run({ bytes, metadataOf, job, limits, stop }: ImageJob): Promise<Outcome> {
  try {
    const { data, ...enhanced } = await runPhases(Buffer.from(bytes.buffer), job, {
      maxPixels: limits.maxPixels,
      metadataOf: metadataOf && Buffer.from(metadataOf.buffer),
      clock: startClock(limits.maxSeconds, stop),
      onProgress: conflated((...progress) => send({ type: 'progress', progress })),
    });
    // Copied, because memory that libvips allocated cannot be moved. It is the file, so it is small.
    return { type: 'done', enhanced: { ...enhanced, data: new Uint8Array(data) } };
  } catch (error) {
    if (error instanceof ImageRejected) return { type: 'rejected', code: error.code, message: error.message };
    return { type: 'failed', error: toPlain(error) };
  }
}

/** Milliseconds between two reports of a phase: every one wakes the main thread. */
const pause = 50;

/** Tells of the first rows of a phase and of the last always, of those between not too often. */
function conflated(onProgress: OnProgress): OnProgress {
  let last: { phase: Phase; at: number } | null = null;
  return (phase, done, total) => {
    const now = performance.now();
    if (phase === last?.phase && done < total && now - last.at < pause) return;
    last = { phase, at: now };
    onProgress(phase, done, total);
  };
}
