import { and, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describe } from '../runs/head.ts';
import type { Arbiter } from './arbiter.ts';
import { someRows } from './some-rows.ts';

/** Seconds after which it is looked again whether somebody still waits for an answer. */
const lookEvery = 60;
const mostAtOnce = 10;

interface EndedRunsTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  arbiter: Arbiter;
}

/** Makes what closes questions of executions that have ended without doing so themselves, as those do that are terminated. */
export const createEndedRuns =
  ({ temporal, database: { ask }, arbiter }: EndedRunsTools) =>
  async (): Promise<void> => {
    const long = lt(approvals.checkedAt, sql`now() - make_interval(secs => ${lookEvery})`);
    const due = someRows(and(eq(approvals.state, 'OPEN'), long), approvals.checkedAt, mostAtOnce);
    const rows = await ask((db) =>
      db
        .update(approvals)
        .set({ checkedAt: sql`now()` })
        .where(due)
        .returning(),
    );
    const ended = await Promise.all(
      rows.map(async ({ id, workflowId, runId }) => {
        const info = (await describe(temporal, workflowId, runId))?.workflowExecutionInfo;
        return !info || info.closeTime ? [id] : [];
      }),
    );
    if (ended.flat().length > 0) await arbiter.closeEnded(ended.flat());
  };
