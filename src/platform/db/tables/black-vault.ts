import { sql } from 'drizzle-orm';
import { bigint, index, pgEnum, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { likeness } from './likeness.ts';

/** UNSAFE, INJECTION: by checks or a model. REJECTED: by a person. */
export const vaultReason = pgEnum('vault_reason', ['UNSAFE', 'INJECTION', 'REJECTED']);

/**
 * What was refused for ever, and whatever is nearly the same: never the text itself. Rows stay: one that was lifted refuses
 * nothing any more, and the same content can be refused again.
 */
export const blackVault = pgTable(
  'black_vault',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    ...likeness(),
    reason: vaultReason('reason').notNull(),
    /** In words, for people. */
    explanation: text('explanation').notNull(),
    /** Who refused it: `checks`, `model:<name>`, or who decided, as the audit log calls them. */
    refusedBy: text('refused_by').notNull(),
    /** Under which it was to be learned. */
    source: text('source').notNull(),
    onBehalfOf: text('on_behalf_of').notNull().default(''),
    /** First run id of the run that was refused. */
    run: text('run').notNull(),
    refusedAt: timestamp('refused_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    /** Since when it refuses nothing; null: it does. */
    liftedAt: timestamp('lifted_at', { withTimezone: true }),
    liftedBy: text('lifted_by'),
    liftReason: text('lift_reason'),
  },
  (table) => [
    uniqueIndex('black_vault_fingerprint')
      .on(table.fingerprint)
      .where(sql`lifted_at IS NULL`),
    index('black_vault_number').on(table.number),
    index('black_vault_bands').using('gin', table.bands),
  ],
);
