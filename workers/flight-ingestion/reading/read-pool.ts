import { availableParallelism } from 'node:os';
import { transferableAbortController } from 'node:util';
import { moduleUrl } from '../../../src/platform/module-url.ts';
import { fromPlain } from '../../../src/platform/plain-error.ts';
import { createThreadPool, type Task } from '../../../src/platform/thread-pool.ts';
import type { FlightImage } from '../manifest.ts';
import type { ReadJob, ReadMessage } from './read-messages.ts';

/**
 * Half as many parts at a time as there are cores: the others sign, answer and store. Measured on two, which one core had for
 * two: a second thread made it slower (bench/imaging.ts, 0.73 of the bare loop instead of 0.78), and took 80 MB.
 */
const pool = createThreadPool<ReadJob, ReadMessage>({
  module: moduleUrl('./read-thread', import.meta.url),
  name: 'reading',
  limit: Math.max(1, Math.floor(availableParallelism() / 2)),
  transfer: ({ signal }) => [signal],
  isLast: ({ type }) => type !== 'progress',
  idleMs: 60_000,
});

/**
 * Reads images on a thread of its own: most of what that takes is the processor's, in the AWS SDK and in parsing, and on the main
 * thread promises cost more, as Temporal follows each of them. Once it has rejected, nothing of it is under way any more.
 */
export async function readImages(
  job: Omit<ReadJob, 'signal'>,
  { signal, onImages }: { signal: AbortSignal; onImages: (count: number) => void },
): Promise<FlightImage[]> {
  signal.throwIfAborted();
  const sent = transferableAbortController();
  let told = 0;
  const tell = (read: number) => {
    onImages(read - told);
    told = read;
  };
  let abort: (() => void) | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const task: Task<ReadJob, ReadMessage> = {
        begin: () => ({ ...job, signal: sent.signal }),
        onMessage(message) {
          if (message.type === 'progress') tell(message.read);
          else if (message.type === 'done') {
            tell(message.images.length);
            resolve(message.images);
          } else reject(fromPlain(message.error));
        },
        onCrash: reject,
      };
      abort = () => {
        if (pool.withdraw(task)) reject(new Error('It was not begun.'));
        else sent.abort(); // which ends it soon
      };
      signal.addEventListener('abort', abort, { once: true });
      pool.submit(task);
    });
  } catch (error) {
    signal.throwIfAborted(); // then that is why
    throw error;
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}
