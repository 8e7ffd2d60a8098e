import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { lockName } from '../../platform/db/lock-name.ts';

/** Until the transaction ends nobody else changes what is known of a subject: each sees what the one before has stored. */
export const lockSubject = (tx: Pick<NodePgDatabase, 'execute'>, subject: string) =>
  lockName(tx, `memories:${subject}`);
