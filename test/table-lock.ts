import { Client } from 'pg';
import type { Stack } from './stack.ts';
import { waitFor } from './wait-for.ts';

/** Three times what a run takes on a busy machine to come to its table. */
const patienceMs = 45_000;

/** Holds a table of a stack as another transaction would. */
export async function lockTable({ env, database }: Pick<Stack, 'env' | 'database'>, table: string, mode: string) {
  const client = new Client({ connectionString: env['DATABASE_URL']! });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
  return {
    /** Once somebody else wants it. */
    wanted: () =>
      waitFor(
        `somebody who waits for ${table}`,
        async () => {
          const { rows } = await database.pool.query(
            `SELECT FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`,
          );
          return rows.length > 0;
        },
        patienceMs,
      ),
    release: () => client.end(),
  };
}
