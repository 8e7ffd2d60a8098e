import type { Log } from '../../platform/log.ts';
import { sleep } from '../../platform/sleep.ts';
import { mayPass } from '../../platform/temporal.ts';
import type { Hints } from '../runs/hints.ts';
import type { RunFilter } from '../runs/list.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';

/** Milliseconds between two sweeps. With a bus they only find what it lost and what foreign workers do. */
const everyMs = { withHints: 5000, withoutHints: 2000 };
/** Equal periods of many processes would fall together. */
const jitter = 0.2;
/** Visibility lags behind: what happened so long before the last sweep may only be listed now. */
const lagMs = 10_000;

/** Runs of visibility: those that started or closed since a moment, or the newest that are running. */
export interface RunRows {
  changed(filter: RunFilter, since: Date): Promise<{ runs: RunSnapshot[]; complete: boolean }>;
  running(filter: RunFilter): Promise<RunSnapshot[]>;
}

interface SweepTools {
  rows: RunRows;
  hints: Hints;
  log: Log;
}

interface Wanted {
  filter: RunFilter;
  /** Milliseconds since 1970. */
  since: number;
  /** `changed`: the run started or closed of late; otherwise it runs, and may have entered another step, or been paused. */
  found(run: RunSnapshot, changed: boolean): void;
  /** More started or closed than can be found. Nothing is asked any more. */
  missed(): void;
}

/** Asks visibility again and again what has changed, until the signal. */
export async function sweep(
  { rows, hints, log }: SweepTools,
  { filter, since: begun, found, missed }: Wanted,
  signal: AbortSignal,
): Promise<void> {
  let since = begun;
  while (!signal.aborted) {
    const ms = hints.heard() ? everyMs.withHints : everyMs.withoutHints;
    await sleep(ms * (1 + jitter * (Math.random() * 2 - 1)), signal);
    if (signal.aborted) return;
    const now = Date.now();
    try {
      const { runs, complete } = await rows.changed(filter, new Date(since));
      const seen = new Set(runs.map(({ id }) => id));
      for (const run of runs) found(run, true);
      if (!complete) {
        log.warn({ filter }, 'more runs change than a subscription can follow: it ends');
        return missed();
      }
      for (const run of await rows.running(filter)) if (!seen.has(run.id)) found(run, false);
      since = Math.max(begun, now - lagMs);
    } catch (error) {
      // Nothing is lost: the next sweep asks from the same moment on.
      log[mayPass(error) ? 'warn' : 'error']({ err: error }, 'cannot ask which runs changed');
    }
  }
}
