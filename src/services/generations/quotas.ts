import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { lockName } from '../../platform/db/lock-name.ts';
import { quotaRuns } from '../../platform/db/tables/quota-runs.ts';
import type { CallQuota } from './generation.ts';

/** Days are those of UTC, as of budgets. */
const today = sql`(now() AT TIME ZONE 'UTC')::date`;

/**
 * Counts a run among those that have called models today for each of these end users. False, and nothing is counted of the one
 * it does not fit: as many have as may.
 */
export async function admitRun(
  { ask }: Pick<Database, 'ask'>,
  run: string,
  { users, runs }: CallQuota,
): Promise<boolean> {
  if (runs === null) return true;
  for (const user of users) if (!(await admit(ask, run, user, runs))) return false;
  return true;
}

const admit = (ask: Database['ask'], run: string, user: string, most: number): Promise<boolean> =>
  ask((db) =>
    db.transaction(async (tx) => {
      const counted = sql`SELECT FROM ${quotaRuns} WHERE on_behalf_of = ${user} AND day = ${today} AND run = ${run}`;
      if ((await tx.execute(counted)).rows.length > 0) return true;
      // A statement of its own: the next one sees what those have counted that it has waited for.
      await lockName(tx, `quota:${user}`);
      const { rows } = await tx.execute(sql`
        INSERT INTO ${quotaRuns} (on_behalf_of, day, run)
        SELECT ${user}, ${today}, ${run}
        WHERE (SELECT count(*) FROM ${quotaRuns} WHERE on_behalf_of = ${user} AND day = ${today}) < ${most}
        ON CONFLICT DO NOTHING RETURNING run`);
      return rows.length > 0 || (await tx.execute(counted)).rows.length > 0;
    }),
  );

/** Forgets days that are over, also those of which a run may still go on. */
export const forgetOldRuns = ({ ask }: Pick<Database, 'ask'>) =>
  ask((db) => db.execute(sql`DELETE FROM ${quotaRuns} WHERE day < ${today} - 7`));
