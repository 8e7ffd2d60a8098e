import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Who did what. Rows are added and never changed: the migration takes the right to do so, also from the owner. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp('at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    /** Who: `key:<id>`, `token:<id>`, `system`, `stranger`, or `anyone` where no key is asked for. */
    actor: text('actor').notNull(),
    /** The mutation, or what else happened. */
    action: text('action').notNull(),
    /** What it was done to: ids of runs, keys and the like. */
    targets: text('targets').array().notNull(),
    /** SHA-256 of the arguments in canonical JSON, in hex; null where there are none. */
    inputHash: text('input_hash'),
    /** `OK`, or the code of the error. */
    outcome: text('outcome').notNull(),
  },
  (table) => [index('audit_log_actor').on(table.actor, table.id)],
);
