import type { Tracing } from '../../platform/ai/tracing.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log.ts';
import { sleep } from '../../platform/sleep.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { sweepGenerations } from './sweep.ts';

const everyMs = 60_000;

/** Sweeps until the signal is aborted. While Temporal or the database is away, calls stay as they are. */
export async function keepSweeping(
  temporal: Temporal,
  database: Database,
  tracing: Tracing,
  log: Log,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(everyMs, stop);
    if (stop.aborted) return;
    try {
      const lost = await sweepGenerations(temporal, database, tracing);
      if (lost > 0) log.info({ calls: lost }, 'calls of models were given up, as nobody waits for them any more');
    } catch (error) {
      if (!stop.aborted) log.warn({ err: error }, 'calls of models that nobody waits for could not be looked for');
    }
  }
}
