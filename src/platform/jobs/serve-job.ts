import { writeFileSync } from 'node:fs';
import { JobRefused, type JobMessage, type JobProgress } from './job-messages.ts';

/** Call it once, at the end of the module that `runJob` starts: does the one job it is sent, and ends the process. */
export function serveJob(work: (job: unknown, report: (progress: JobProgress) => void) => Promise<unknown>): void {
  // Who has started it is gone: nobody wants the result, and what native code is at does not end by itself.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  try {
    // Where memory is short the system ends this process, and not the worker. Only Linux has this.
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // It ends whichever it wants.
  }
  process.once('message', (job: unknown) => {
    work(job, report).then(
      (result) => close({ type: 'done', result }),
      (error: unknown) => close(answerTo(error)),
    );
  });
  send({ type: 'ready' });
}

const report = (progress: JobProgress) => send({ type: 'progress', progress });
/** What native code still does, or has open, does not keep the process alive. */
const close = (message: JobMessage) => send(message, () => process.exit(0));

function answerTo(error: unknown): JobMessage {
  if (error instanceof JobRefused) return { type: 'refused', code: error.code, message: error.message };
  return { type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

const send = (message: JobMessage, sent: () => void = () => undefined) => process.send!(message, sent);
