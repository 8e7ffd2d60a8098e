import { transferableAbortController } from 'node:util';
import { moduleUrl } from '../../../src/platform/module-url.ts';
import { fromPlain } from '../../../src/platform/plain-error.ts';
import { createSharedThread } from '../../../src/platform/shared-thread.ts';
import type { Ending, Message, TaskContext, TaskName, Tasks, ThreadJob } from './messages.ts';

/** One for all videos of the process: it hands on what ffmpeg makes, which takes much less than making it. */
const thread = createSharedThread<ThreadJob, Message>({
  module: moduleUrl('./video-thread', import.meta.url),
  name: 'video',
  transfer: ({ signal }) => [signal],
  isLast: ({ type }) => type !== 'report' && type !== 'preview',
  idleMs: 60_000,
});

/**
 * Plans and makes frames on a thread beside the main one. There promises cost more, as Temporal follows each of them, and what was
 * read waits for longer to be given back, as there is more to look through. Once it has rejected, nothing of it is under way any more.
 */
export async function onThread<T extends TaskName>(
  task: T,
  job: Omit<ThreadJob<T>, 'task' | 'signal'>,
  { signal, report, preview, fail }: TaskContext,
): Promise<Tasks[T]['result']> {
  signal.throwIfAborted();
  const sent = transferableAbortController();
  const abort = () => sent.abort();
  signal.addEventListener('abort', abort, { once: true });
  const ending = await new Promise<Ending<T>>((resolve, reject) =>
    thread.submit({
      begin: () => ({ ...job, task, signal: sent.signal }),
      onMessage(message) {
        if (message.type === 'report') report(message.report);
        else if (message.type === 'preview') preview(message.picture);
        else resolve(message);
      },
      onCrash: reject,
    }),
  ).finally(() => signal.removeEventListener('abort', abort));
  if (ending.type === 'done') return ending.result;
  signal.throwIfAborted(); // then that is why
  if (ending.type === 'refused') return fail(ending.code, ending.message);
  throw fromPlain(ending.error);
}
