import { parentPort } from 'node:worker_threads';
import { movable } from './pixels.ts';
import type { ToneJob, ToneMessage } from './tone-messages.ts';
import { applyTone } from './tone.ts';

/** The worker thread's side: one job at a time. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
const port = parentPort;
const send = (message: ToneMessage, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

port.on('message', ({ pixels, settings }: ToneJob) => {
  const { levels } = applyTone(pixels, settings, (done, total) => send({ type: 'progress', done, total }));
  send({ type: 'result', pixels, levels }, movable(pixels));
});
