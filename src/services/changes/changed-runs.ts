import { FellBehindError } from '../../errors.ts';
import { createPulledValues } from '../pulled-values.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';

/** Runs, or others of a kind, that may wait for one subscriber. */
const mostWaiting = 1000;

/**
 * The runs, or others of a kind, that changed since one subscriber took the last: of each the newest state, in the order of their first change.
 * When more wait than anyone will read the iteration ends with an error, as a list that misses one is worse than none.
 */
export function createChangedRuns<T extends { id: string } = RunSnapshot>(onClose: () => void, what = 'runs') {
  const waiting = new Map<string, T>();
  let behind = false;
  const take = () => {
    const [value] = waiting.values();
    if (!value) return undefined;
    waiting.delete(value.id);
    return { value };
  };
  const { wake, end, values } = createPulledValues<T>(take, onClose);
  /** Ends the iteration: the subscriber misses changes, or would. */
  const fallBehind = () => {
    behind = true;
    waiting.clear();
    end(new FellBehindError(what));
  };
  return {
    put(run: T) {
      if (behind) return;
      waiting.set(run.id, run);
      if (waiting.size > mostWaiting) fallBehind();
      else wake();
    },
    fallBehind,
    /** Ends the iteration with an error. */
    fail: end,
    values,
  };
}
export type ChangedRuns = ReturnType<typeof createChangedRuns>;
