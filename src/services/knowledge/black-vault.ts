import { arrayOverlaps } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { blackVault } from '../../platform/db/tables/black-vault.ts';
import type { Likeness } from '../../platform/text/fingerprint.ts';
import { nearest } from './nearest.ts';
import { sameFirst } from './same-first.ts';

type Row = typeof blackVault.$inferInsert;
export type Refusal = Pick<Row, 'reason' | 'explanation' | 'refusedBy' | 'source' | 'onBehalfOf' | 'run'>;

/** Rows that are compared at most. */
const mostCandidates = 500;

/** What was refused for ever that is the same, or nearly; null: nothing. */
export async function refusedBefore(db: Pick<NodePgDatabase, 'select'>, likeness: Likeness) {
  const rows = await db
    .select()
    .from(blackVault)
    .where(arrayOverlaps(blackVault.bands, likeness.bands))
    .orderBy(sameFirst(blackVault, likeness.fingerprint))
    .limit(mostCandidates);
  const same = rows.find((row) => row.fingerprint === likeness.fingerprint);
  return same ? { ...same, resemblance: 1 } : (nearest(rows, likeness)[0] ?? null);
}

/** Refuses a content for ever. What is in the vault stays as it was first put there. */
export async function refuseForEver(
  db: Pick<NodePgDatabase, 'insert'>,
  likeness: Likeness,
  refusal: Refusal,
): Promise<void> {
  await db
    .insert(blackVault)
    .values({ ...likeness, ...refusal })
    .onConflictDoNothing();
}
