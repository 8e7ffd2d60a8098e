import { parentPort } from 'node:worker_threads';
import { keptStorage } from '../../../src/platform/kept-storage.ts';
import { toPlain } from '../../../src/platform/plain-error.ts';
import type { Sent } from '../../../src/platform/shared-thread.ts';
import { conflate } from '../../kit/activity/conflate.ts';
import { processSegment } from './process-segment.ts';
import { sharingProcessors } from './processors.ts';
import type { SegmentEnding, SegmentError, SegmentJob, SegmentMessage, SegmentReport } from './segment-messages.ts';

/** Milliseconds between two reports: every one wakes the main thread. */
const pause = 100;

/** What ends the run with one of the contract's errors. */
class Refused extends Error {
  readonly code: SegmentError;
  constructor(code: SegmentError, message: string) {
    super(message);
    this.code = code;
  }
}

/** The worker thread's side: any number of segments at a time. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
parentPort.on('message', ({ job, port }: Sent<SegmentJob>) => {
  const send = (message: SegmentMessage) => port.postMessage(message);
  void run(job, send).then(send);
});

async function run(
  { storage, signal, ...work }: SegmentJob,
  send: (message: SegmentMessage) => void,
): Promise<SegmentEnding> {
  let news: SegmentReport = {};
  const reports = conflate(pause, () => {
    send({ type: 'report', report: news });
    news = {};
  });
  try {
    const frames = await sharingProcessors(() =>
      processSegment(keptStorage(storage), work, {
        signal,
        fail(code, message) {
          throw new Refused(code, message);
        },
        report(report) {
          Object.assign(news, report);
          reports.push();
        },
        preview: (picture) => send({ type: 'preview', picture }),
      }),
    );
    return { type: 'done', frames };
  } catch (error) {
    if (error instanceof Refused) return { type: 'refused', code: error.code, message: error.message };
    return { type: 'failed', error: toPlain(error) };
  } finally {
    reports.flush();
  }
}
