import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { budgets } from '../../platform/db/tables/budgets.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { spending } from '../../platform/db/tables/spending.ts';
import { periodAccount, periodStart } from './period.ts';

/**
 * Opens the account of a budget's current period with what was spent in it before there was the budget, unless it is open.
 * Calls that are under way are reserved in it from now on. To be called in the transaction that makes the budget.
 */
export async function countPeriod(tx: Pick<NodePgDatabase, 'execute'>, id: string): Promise<void> {
  // Whoever begins or settles a call holds this table, and sees the budget as soon as it goes on: no call is missed.
  await tx.execute(sql`SET LOCAL lock_timeout = '5s'`);
  await tx.execute(sql`LOCK TABLE ${generations} IN SHARE ROW EXCLUSIVE MODE`);
  await tx.execute(sql`
    WITH period AS MATERIALIZED (
      SELECT ${periodAccount} AS account, ${periodStart} AS since, ${budgets.scope} AS scope, ${budgets.name} AS name
      FROM ${budgets}
      WHERE ${budgets.id} = ${id} AND NOT EXISTS (SELECT FROM ${spending} WHERE account = ${periodAccount})
    ),
    calls AS MATERIALIZED (
      SELECT ${generations.id} AS id, outcome, cost, reserved, account
      FROM ${generations}, period
      WHERE started_at >= since AND (scope = 'ALL' OR (scope = 'WORKFLOW' AND workflow = period.name)
        OR (scope = 'LABEL' AND period.name = ANY (labels)))
    ),
    counted AS (
      UPDATE ${generations} SET accounts = accounts || calls.account
      FROM calls WHERE ${generations.id} = calls.id AND calls.outcome IN ('PENDING', 'LOST')
    )
    INSERT INTO ${spending} (account, budget, spent, reserved)
    SELECT account, ${id}::uuid,
      coalesce((SELECT sum(cost) FROM calls), 0),
      coalesce((SELECT sum(reserved) FROM calls WHERE outcome = 'PENDING'), 0)
    FROM period
    ON CONFLICT DO NOTHING`); // the first call of a new period, which waits for us, may have opened it meanwhile
}
