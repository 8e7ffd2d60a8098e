import { parentPort } from 'node:worker_threads';
import { loadOpenCv, type OpenCv } from './opencv.ts';
import { registerWith } from './register.ts';
import type { RegistrationJob, RegistrationMessage } from './registration-messages.ts';

/** The worker thread's side: one job at a time. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
const port = parentPort;
const loading = loadOpenCv();

port.on('message', (job: RegistrationJob) => {
  void loading.then(({ cv }) => port.postMessage(run(cv, job)));
});

function run(cv: OpenCv, { detector, ...job }: RegistrationJob): RegistrationMessage {
  try {
    return { type: 'done', ...registerWith(cv, detector, job) };
  } catch (error) {
    // OpenCV throws the address of what it has to say. Anything else ends the thread: its memory may be spoilt.
    if (typeof error !== 'number') throw error;
    return { type: 'failed', message: cv.exceptionFromPtr(error).msg };
  }
}
