import { and, arrayOverlaps, eq, isNotNull, isNull } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { blackVault } from '../../platform/db/tables/black-vault.ts';
import type { Likeness } from '../../platform/text/fingerprint.ts';
import { nearest } from './nearest.ts';
import { sameFirst } from './same-first.ts';

type Row = typeof blackVault.$inferInsert;
export type Refusal = Pick<Row, 'reason' | 'explanation' | 'refusedBy' | 'source' | 'onBehalfOf' | 'run'>;

/** Rows that are compared at most. */
const mostCandidates = 500;

/** What was refused for ever, and not lifted since, that is the same, or nearly; null: nothing. */
export async function refusedBefore(db: Pick<NodePgDatabase, 'select'>, likeness: Likeness) {
  const rows = await db
    .select()
    .from(blackVault)
    .where(and(arrayOverlaps(blackVault.bands, likeness.bands), isNull(blackVault.liftedAt)))
    .orderBy(sameFirst(blackVault, likeness.fingerprint))
    .limit(mostCandidates);
  const same = rows.find((row) => row.fingerprint === likeness.fingerprint);
  return same ? { ...same, resemblance: 1 } : (nearest(rows, likeness)[0] ?? null);
}

/** Whether somebody has said that just this content was refused by mistake. */
export async function wasLifted(db: Pick<NodePgDatabase, 'select'>, { fingerprint }: Likeness): Promise<boolean> {
  const rows = await db
    .select({ id: blackVault.id })
    .from(blackVault)
    .where(and(eq(blackVault.fingerprint, fingerprint), isNotNull(blackVault.liftedAt)))
    .limit(1);
  return rows.length > 0;
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
