import { and, isNotNull, lt, sql } from 'drizzle-orm';
import type { Tracing } from '../../platform/ai/tracing.ts';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describeHead } from '../runs/head.ts';
import { isClosed, toStatus } from '../runs/status.ts';
import { createSlots } from '../../platform/slots.ts';
import { forgetOldRuns } from './quotas.ts';
import { giveUp, mostAtOnce, ofRun } from './lost.ts';

/** A call younger than this is left alone: its run may not even be seen by Temporal's frontend yet. */
const leastAgeMs = 60_000;
/** No call takes longer, so whoever made it is gone, however long its run goes on. Should it end yet, that counts instead. */
const longestCallHours = 2;
/** Runs looked at in one go, and questions to Temporal at a time. */
const mostRuns = 500;
const atOnce = 10;
/** Answers are kept as long as Temporal keeps runs. */
const answerDays = 30;

/**
 * Gives up calls that have taken too long or whose run has ended, as nobody is left to say what became of them, and forgets
 * answers that nobody needs any more. Any number of processes may do so at a time.
 */
export async function sweepGenerations(
  temporal: Temporal,
  { ask }: Database,
  tracing: Tracing,
  ageMs = leastAgeMs,
): Promise<number> {
  const tooOld = sql`started_at < now() - ${longestCallHours} * interval '1 hour'`;
  const old = await giveUp(ask, tracing, tooOld);
  const unneeded = and(
    isNotNull(generations.answer),
    lt(generations.startedAt, sql`now() - ${answerDays} * interval '1 day'`),
  );
  await ask((db) =>
    db.execute(sql`UPDATE ${generations} SET answer = NULL
      WHERE id = ANY (ARRAY(SELECT id FROM ${generations} WHERE ${unneeded} LIMIT ${mostAtOnce}))`),
  );
  await forgetOldRuns({ ask });
  const { rows } = await ask((db) =>
    db.execute<{ run: string; workflowId: string }>(sql`
      SELECT run, min(workflow_id) AS "workflowId" FROM ${generations}
      WHERE outcome = 'PENDING' AND started_at < now() - ${ageMs} * interval '1 millisecond'
      GROUP BY run ORDER BY min(started_at) LIMIT ${mostRuns}`),
  );
  const slots = createSlots(atOnce);
  const given = await Promise.all(
    rows.map(({ run, workflowId }) =>
      slots.run(async () => {
        const head = await describeHead(temporal, { first: run, workflowId });
        if (head && !isClosed(toStatus(head.workflowExecutionInfo?.status))) return 0;
        return giveUp(ask, tracing, ofRun(run));
      }),
    ),
  );
  return given.reduce((sum, count) => sum + count, old);
}
