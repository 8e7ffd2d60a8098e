import type { Log } from '../../platform/log.ts';
import { mayPass } from '../../platform/temporal.ts';
import type { HistoryPolls } from '../progress/history-polls.ts';
import { createPace } from '../progress/pace.ts';
import type { RunKey } from '../runs/run-id.ts';
import type { TimelineEntry } from './entry.ts';
import type { createReader } from './reader.ts';

/** While a poll would tell of anything new, the history is read all the same once in so many milliseconds. */
const parkedMs = 10_000;

/**
 * The log of a run as it grows. It is read when its subscriber asks for more, a page at a time, so a slow one costs a page
 * of memory and misses nothing. What waits for news is the run's one history poll, shared with its watcher: however many
 * read the log, there is one, and each asks Temporal only when there is something to read.
 */
export function followTimeline(
  { polls, log }: { polls: HistoryPolls; log: Log },
  key: RunKey,
  reader: ReturnType<typeof createReader>,
): AsyncIterableIterator<TimelineEntry, undefined> {
  const stop = new AbortController();
  const { signal } = stop;
  const pace = createPace(false, signal);
  let told = false;
  const history = polls.follow(key, () => {
    told = true;
    pace.hurry();
  });
  let unread: TimelineEntry[] = [];
  let ended = false;

  const close = () => {
    stop.abort();
    history.leave();
  };

  async function read(): Promise<void> {
    told = false;
    const { entries, and } = await reader.read(signal);
    unread = entries;
    ended = and === 'END';
    if (and !== 'LATER' || entries.length > 0) return;
    history.at(reader.current());
    await news();
  }

  async function news(): Promise<void> {
    const begun = performance.now();
    const patient = () => !told && history.parked() && performance.now() - begun < parkedMs;
    do await pace.next(false);
    while (!signal.aborted && patient());
  }

  return {
    async next() {
      while (!signal.aborted) {
        const entry = unread.shift();
        if (entry) return { done: false, value: entry };
        if (ended) close();
        else
          await read().catch(async (error: unknown) => {
            if (signal.aborted) return;
            if (!mayPass(error)) {
              close();
              throw error;
            }
            log.warn({ err: error, runId: key.first }, 'cannot read a timeline that is followed');
            await pace.next(false);
          });
      }
      return { done: true, value: undefined };
    },
    // Not an async generator: its return() would wait for the next entry that may never come.
    async return() {
      close();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
