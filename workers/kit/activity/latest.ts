import { sleep } from '../../../src/platform/sleep.ts';

/**
 * Works on one thing at a time, and at most once per interval. Of what comes meanwhile only the newest is taken next. Ends
 * with the signal. `work` must not throw.
 */
export function createLatest<T>(work: (thing: T) => Promise<void>, intervalMs: number, signal: AbortSignal) {
  let next: { thing: T } | undefined;
  let working = false;

  async function workOn(): Promise<void> {
    working = true;
    while (next && !signal.aborted) {
      const { thing } = next;
      next = undefined;
      await Promise.all([work(thing), sleep(intervalMs, signal)]);
    }
    working = false;
    next = undefined;
  }

  return (thing: T): void => {
    if (signal.aborted) return;
    next = { thing };
    if (!working) void workOn();
  };
}
