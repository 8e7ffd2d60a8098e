import { parentPort } from 'node:worker_threads';
import { keptStorage } from '../../../src/platform/kept-storage.ts';
import { toPlain } from '../../../src/platform/plain-error.ts';
import type { Sent } from '../../../src/platform/shared-thread.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import { conflate } from '../../kit/activity/conflate.ts';
import { planVideo } from '../plan-video.ts';
import { processSegment } from '../segment/process-segment.ts';
import { sharingProcessors } from '../segment/processors.ts';
import type { Ending, ThreadJob, Message, TaskContext, TaskError, TaskName, TaskReport, Tasks } from './messages.ts';

/** Milliseconds between two reports: every one wakes the main thread. */
const pause = 100;

const tasks: {
  [T in TaskName]: (storage: Storage, work: Tasks[T]['work'], context: TaskContext) => Promise<Tasks[T]['result']>;
} = {
  plan: planVideo,
  segment: (...all) => sharingProcessors(() => processSegment(...all)),
};

/** What ends the run with one of the contract's errors. */
class Refused extends Error {
  readonly code: TaskError;
  constructor(code: TaskError, message: string) {
    super(message);
    this.code = code;
  }
}

/** The worker thread's side: any number of tasks at a time. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
parentPort.on('message', ({ job, port }: Sent<ThreadJob>) => {
  const send = (message: Message) => port.postMessage(message);
  void run(job, send).then(send);
});

async function run<T extends TaskName>(
  { task, work, storage, signal }: ThreadJob<T>,
  send: (message: Message) => void,
): Promise<Ending<T>> {
  let news: TaskReport = {};
  const reports = conflate(pause, () => {
    send({ type: 'report', report: news });
    news = {};
  });
  try {
    const result = await tasks[task](keptStorage(storage), work, {
      signal,
      fail(code, message) {
        throw new Refused(code, message);
      },
      report(report) {
        Object.assign(news, report);
        reports.push();
      },
      preview: (picture) => send({ type: 'preview', picture }),
    });
    return { type: 'done', result };
  } catch (error) {
    if (error instanceof Refused) return { type: 'refused', code: error.code, message: error.message };
    return { type: 'failed', error: toPlain(error) };
  } finally {
    reports.flush();
  }
}
