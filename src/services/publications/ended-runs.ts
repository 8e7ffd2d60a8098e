import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { brands } from '../../platform/db/tables/brands.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describeHead } from '../runs/head.ts';
import type { Ledger } from './ledger.ts';
import { reportPublication } from './report.ts';

const mostAtOnce = 20;
/** Seconds that an attempt to publish may take, twice over: a worker that goes on without its run writes down itself what came of it. */
const longestAttempt = 60;

interface EndedRunsTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  ledger: Pick<Ledger, 'abandoned' | 'unconfirmed'>;
  settings: Pick<Settings, 'approvals' | 'langfuse'>;
  log: Log;
}

const unknown = {
  failure: 'RUN_ENDED',
  message: 'Its run has ended before it was known whether it is public. Look at the account, then settle it.',
};
const unsent = { failure: 'RUN_ENDED', message: 'Its run has ended before it was sent.' };

/**
 * Makes what brings to a true state what runs have left behind that have ended without doing so, as those do that are
 * terminated, and tells whoever has the webhook. Each time it looks at some, and at all of them in turn; nothing is written of
 * runs that go on.
 */
export function createEndedRuns({ temporal, database, ledger, settings, log }: EndedRunsTools) {
  const { ask } = database;
  let last = 0;
  return async (signal: AbortSignal): Promise<void> => {
    const { id, token, number, run, workflowId, state } = publications;
    const rest = sql`${publications.changedAt} < now() - make_interval(secs => ${longestAttempt})`;
    const under = and(inArray(state, ['PLANNED', 'ARMED', 'SENT']), rest, gt(number, last));
    const rows = await ask((db) =>
      db
        .select({ id, token, number, first: run, workflowId, state, brand: brands.key })
        .from(publications)
        .innerJoin(brands, eq(brands.id, publications.brand))
        .where(under)
        .orderBy(asc(number))
        .limit(mostAtOnce),
    );
    last = rows.length === mostAtOnce ? rows.at(-1)!.number : 0;
    const looked = await Promise.allSettled(
      rows.map(async (row) => {
        const info = (await describeHead(temporal, row))?.workflowExecutionInfo;
        if (info && !info.closeTime) return [];
        // Each only from the state it names: a worker that sends at this moment is told no, or has the last word.
        const now =
          row.state === 'SENT' ? await ledger.unconfirmed(row, unknown) : await ledger.abandoned(row.id, unsent);
        return now ? [row] : [];
      }),
    );
    const left = looked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const runs = new Map(left.map((row) => [row.first, row]));
    for (const { first, workflowId: called, brand } of runs.values()) {
      const failure = { code: 'RUN_ENDED', message: 'The run was ended before it had told what became of its posts.' };
      const end = { run: { first, workflowId: called }, brand, outcome: 'FAILED', failure } as const;
      await reportPublication(end, { database, settings, signal }).catch((error: unknown) => {
        log.warn({ err: error, runId: first }, 'nobody could be told of posts whose run has ended');
      });
    }
    // One that nobody could be asked about has its turn again; the others were brought to a state that nobody else would tell.
    const failed = looked.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
}
