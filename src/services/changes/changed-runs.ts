import { FellBehindError } from '../../errors.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';

/** Runs that may wait for one subscriber. */
const mostWaiting = 1000;

/**
 * The runs that changed since one subscriber took the last: of each the newest state, in the order of their first change.
 * When more wait than anyone will read the iteration ends with an error, as a list that misses a run is worse than none.
 */
export function createChangedRuns(onClose: () => void) {
  const waiting = new Map<string, RunSnapshot>();
  let error: FellBehindError | undefined;
  let closed = false;
  let wake: (() => void) | undefined;
  const close = () => {
    if (closed) return;
    closed = true;
    wake?.();
    onClose();
  };
  return {
    put(run: RunSnapshot) {
      waiting.set(run.id, run);
      if (waiting.size > mostWaiting) {
        error = new FellBehindError(mostWaiting);
        waiting.clear();
        close();
      }
      wake?.();
    },
    values: {
      async next(): Promise<IteratorResult<RunSnapshot, undefined>> {
        for (;;) {
          if (error) {
            const thrown = error;
            error = undefined;
            throw thrown;
          }
          if (closed) return { done: true, value: undefined };
          const [run] = waiting.values();
          if (run) {
            waiting.delete(run.id);
            return { done: false, value: run };
          }
          await new Promise<void>((resolve) => (wake = resolve));
          wake = undefined;
        }
      },
      // Not an async generator: its return() would wait for the next change that may never come.
      async return(): Promise<IteratorResult<RunSnapshot, undefined>> {
        close();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}
export type ChangedRuns = ReturnType<typeof createChangedRuns>;
