import { sql, type SQL } from 'drizzle-orm';
import type { Tracing } from '../../platform/ai/tracing.ts';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { spending } from '../../platform/db/tables/spending.ts';
import { traceLost, type LostCall } from './trace-lost.ts';

/** Rows of one statement. */
export const mostAtOnce = 1000;

/** Gives up calls that nobody waits for any more: they count as much as they may have cost, also in Langfuse. Returns how many. */
export async function giveUp(ask: Database['ask'], tracing: Tracing, which: SQL): Promise<number> {
  const { rows } = await ask((db) =>
    db.execute<LostCall & Record<string, unknown>>(sql`
      WITH dead AS MATERIALIZED (
        SELECT * FROM ${generations}
        WHERE outcome = 'PENDING' AND ${which}
        ORDER BY id LIMIT ${mostAtOnce} FOR UPDATE
      ),
      marked AS (
        UPDATE ${generations} SET outcome = 'LOST', cost = ${generations.reserved}, ended_at = now()
        FROM dead WHERE ${generations.id} = dead.id
      ),
      sums AS MATERIALIZED (
        SELECT account, sum(coalesce(reserved, 0))::bigint AS amount FROM dead, unnest(accounts) AS account GROUP BY account
      ),
      held AS MATERIALIZED (
        SELECT account, amount FROM ${spending} JOIN sums USING (account) ORDER BY account FOR UPDATE OF spending
      ),
      counted AS (
        INSERT INTO ${spending} (account, spent, reserved) SELECT account, amount, -amount FROM held
        ON CONFLICT (account) DO UPDATE
          SET spent = ${spending}.spent + excluded.spent, reserved = ${spending}.reserved + excluded.reserved
      )
      SELECT id, run, workflow_id AS "workflowId", workflow, labels, activity, task, execution, attempt, purpose, model,
        prompt_name AS "promptName", prompt_version AS "promptVersion", reserved::double precision AS reserved,
        (extract(epoch FROM started_at) * 1000)::double precision AS "startedAt"
      FROM dead`),
  );
  traceLost(tracing, rows);
  return rows.length;
}

/** Of earlier attempts at the same task. Only one attempt is made at a time. */
export const earlierAttempts = (given: { run: string; task: string; execution: string; attempt: number }) => sql`
  run = ${given.run} AND task = ${given.task} AND (execution <> ${given.execution} OR attempt < ${given.attempt})`;

export const ofRun = (run: string) => sql`run = ${run}`;
