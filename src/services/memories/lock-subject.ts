import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** Until the transaction ends nobody else changes what is known of a subject: each sees what the one before has stored. */
export const lockSubject = (tx: Pick<NodePgDatabase, 'execute'>, subject: string) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`memories:${subject}`}, 0))`);
