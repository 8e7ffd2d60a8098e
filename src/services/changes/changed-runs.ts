import { FellBehindError } from '../../errors.ts';
import { createPulledValues } from '../pulled-values.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';

/** Runs that may wait for one subscriber. */
const mostWaiting = 1000;

/**
 * The runs that changed since one subscriber took the last: of each the newest state, in the order of their first change.
 * When more wait than anyone will read the iteration ends with an error, as a list that misses a run is worse than none.
 */
export function createChangedRuns(onClose: () => void) {
  const waiting = new Map<string, RunSnapshot>();
  let behind = false;
  const take = () => {
    const [value] = waiting.values();
    if (!value) return undefined;
    waiting.delete(value.id);
    return { value };
  };
  const { wake, end, values } = createPulledValues<RunSnapshot>(take, onClose);
  /** Ends the iteration: the subscriber misses changes, or would. */
  const fallBehind = () => {
    behind = true;
    waiting.clear();
    end(new FellBehindError());
  };
  return {
    put(run: RunSnapshot) {
      if (behind) return;
      waiting.set(run.id, run);
      if (waiting.size > mostWaiting) fallBehind();
      else wake();
    },
    fallBehind,
    values,
  };
}
export type ChangedRuns = ReturnType<typeof createChangedRuns>;
