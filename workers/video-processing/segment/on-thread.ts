import { transferableAbortController } from 'node:util';
import { moduleUrl } from '../../../src/platform/module-url.ts';
import { fromPlain } from '../../../src/platform/plain-error.ts';
import { createSharedThread } from '../../../src/platform/shared-thread.ts';
import type { SegmentContext, SegmentEnding, SegmentJob, SegmentMessage } from './segment-messages.ts';

/** One for all segments of the process: it hands on what ffmpeg makes, which takes much less than making it. */
const thread = createSharedThread<SegmentJob, SegmentMessage>({
  module: moduleUrl('./segment-thread', import.meta.url),
  name: 'segment',
  transfer: ({ signal }) => [signal],
  isLast: ({ type }) => type !== 'report' && type !== 'preview',
  idleMs: 60_000,
});

/**
 * Works on a segment on a thread beside the main one, where promises cost more, as Temporal follows each of them. Resolves to how
 * many frames it has. Once it has rejected, nothing of it is under way any more.
 */
export async function processOnThread(
  job: Omit<SegmentJob, 'signal'>,
  { signal, report, preview, fail }: SegmentContext,
): Promise<number> {
  signal.throwIfAborted();
  const sent = transferableAbortController();
  const abort = () => sent.abort();
  signal.addEventListener('abort', abort, { once: true });
  const ending = await new Promise<SegmentEnding>((resolve, reject) =>
    thread.submit({
      begin: () => ({ ...job, signal: sent.signal }),
      onMessage(message) {
        if (message.type === 'report') report(message.report);
        else if (message.type === 'preview') preview(message.picture);
        else resolve(message);
      },
      onCrash: reject,
    }),
  ).finally(() => signal.removeEventListener('abort', abort));
  if (ending.type === 'done') return ending.frames;
  signal.throwIfAborted(); // then that is why
  if (ending.type === 'refused') return fail(ending.code, ending.message);
  throw fromPlain(ending.error);
}
