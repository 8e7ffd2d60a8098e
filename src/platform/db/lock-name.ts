import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** Waits until nobody else has this name, and has it until the transaction ends. */
export const lockName = (tx: Pick<NodePgDatabase, 'execute'>, name: string) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
