import { sleep } from '../sleep.ts';

export interface AskingPace {
  /** Whoever reads a page waits for all of it. */
  deadlineMs: number;
  /** Pages are read every 15 s or so, and by several: servers are asked once. */
  keptMs: number;
}
export const usualAskingPace: AskingPace = { deadlineMs: 2000, keptMs: 10_000 };

/**
 * Asks a server, and remembers the answer for a while. Resolves to null, and tells `onFailure`, while it does not answer in
 * time; it is not asked again before it has.
 */
export function createAsking<T>(
  ask: () => Promise<T>,
  onFailure: (error: unknown) => void,
  { deadlineMs, keptMs }: AskingPace,
) {
  let known: { at: number; value: T } | null = null;
  let pending: Promise<T> | null = null;

  const load = async () => {
    try {
      const value = await ask();
      known = { at: performance.now(), value };
      return value;
    } finally {
      pending = null;
    }
  };
  return async (): Promise<T | null> => {
    if (known && performance.now() - known.at < keptMs) return known.value;
    const done = new AbortController();
    const late = async () => {
      await sleep(deadlineMs, done.signal);
      if (!done.signal.aborted) throw new Error('There was no answer in time.');
      return null;
    };
    try {
      return await Promise.race([(pending ??= load()), late()]);
    } catch (error) {
      onFailure(error);
      return null;
    } finally {
      done.abort();
    }
  };
}
