import { and, desc, eq, getTableColumns, isNull, lt, sql } from 'drizzle-orm';
import { InvalidInputError, VaultEntryNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { blackVault } from '../../platform/db/tables/black-vault.ts';
import { numberCursor } from '../cursor.ts';
import { cutPage, type Page } from '../page.ts';
import { isNamed } from '../uuid.ts';

const { fingerprint: _fingerprint, signature: _signature, bands: _bands, ...columns } = getTableColumns(blackVault);

/** What was refused, why and by whom, and whether that was lifted. */
export type VaultEntry = Omit<typeof blackVault.$inferSelect, 'fingerprint' | 'signature' | 'bands'>;
export type VaultReason = VaultEntry['reason'];

export interface VaultRequest {
  reason: VaultReason | null;
  /** Also those that refuse nothing any more. */
  lifted: boolean;
  first: number;
  after: string | null;
}

const cursor = numberCursor('vault');
const longestReason = 1000;

/** Lists what was refused for ever, and lifts what was refused by mistake. */
export function createVaultEntries({ ask }: Pick<Database, 'ask'>) {
  return {
    /** The newest first. Throws InvalidInputError for a cursor of another list. */
    async list({ reason, lifted, first, after }: VaultRequest): Promise<Page<VaultEntry>> {
      const which = and(
        reason === null ? undefined : eq(blackVault.reason, reason),
        lifted ? undefined : isNull(blackVault.liftedAt),
        after === null ? undefined : lt(blackVault.number, cursor.read(after)),
      );
      const rows = await ask((db) =>
        db
          .select(columns)
          .from(blackVault)
          .where(which)
          .orderBy(desc(blackVault.number))
          .limit(first + 1),
      );
      return cutPage(rows, first, ({ number }) => cursor.write(number));
    },

    /** Has an entry refuse nothing any more; one that was lifted stays as it is. Throws VaultEntryNotFoundError, InvalidInputError. */
    async lift(id: string, reason: string, by: string): Promise<VaultEntry> {
      const liftReason = reason.trim();
      if (liftReason === '' || liftReason.length > longestReason)
        throw new InvalidInputError([{ path: ['reason'], message: `Must have 1 to ${longestReason} characters.` }]);
      const named = isNamed(blackVault.id, id);
      const [entry] = await ask((db) =>
        db.transaction(async (tx) => {
          await tx
            .update(blackVault)
            .set({ liftedAt: sql`now()`, liftedBy: by, liftReason })
            .where(and(named, isNull(blackVault.liftedAt)));
          return tx.select(columns).from(blackVault).where(named);
        }),
      );
      if (!entry) throw new VaultEntryNotFoundError();
      return entry;
    },
  };
}
