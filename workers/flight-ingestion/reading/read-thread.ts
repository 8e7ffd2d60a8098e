import { setMaxListeners } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { keptStorage } from '../../../src/platform/kept-storage.ts';
import { toPlain } from '../../../src/platform/plain-error.ts';
import { createSlots } from '../../../src/platform/slots.ts';
import type { ReadJob, ReadMessage } from './read-messages.ts';
import { readImage } from './read-image.ts';

/** Images that are read at a time: the memory that reading takes is so many heads, 2 MB. */
const atOnce = 16;
/** Milliseconds between two reports: every one wakes the main thread. */
const pause = 50;

/** The worker thread's side: one job at a time. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
const port = parentPort;
const send = (message: ReadMessage) => port.postMessage(message);

port.on('message', (job: ReadJob) => void run(job).then(send));

async function run({ images, smallBelow, sensorWidthMm, signal, ...job }: ReadJob): Promise<ReadMessage> {
  const storage = keptStorage(job.storage);
  const failed = new AbortController(); // when one fails, the others are not waited for long
  const both = AbortSignal.any([signal, failed.signal]);
  setMaxListeners(4 * atOnce, both); // storage listens to it once or twice for each read that is under way
  let read = 0;
  let told = 0;
  const places = createSlots(atOnce);
  const placeOfWhole = createSlots(1);
  const reads = images.map((listed) =>
    places.run(async () => {
      both.throwIfAborted();
      const isSmall = listed.bytes < smallBelow;
      const image = await readImage(storage, listed, {
        sensorWidthMm,
        isSmall,
        oneAtATime: placeOfWhole.run,
        signal: both,
      });
      read++;
      if (performance.now() - told >= pause) {
        told = performance.now();
        send({ type: 'progress', read });
      }
      return image;
    }),
  );
  try {
    return { type: 'done', images: await Promise.all(reads) };
  } catch (error) {
    failed.abort();
    await Promise.allSettled(reads);
    return { type: 'failed', error: toPlain(error) };
  }
}
