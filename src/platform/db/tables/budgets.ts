import { sql } from 'drizzle-orm';
import { bigint, pgEnum, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

export const budgetScope = pgEnum('budget_scope', ['ALL', 'WORKFLOW', 'LABEL']);
export const budgetPeriod = pgEnum('budget_period', ['DAY', 'MONTH']);
/** What becomes of a run whose next call does not fit: it fails, or a person is asked. */
export const limitPolicy = pgEnum('limit_policy', ['FAIL', 'ASK']);

/** What calls of models may cost in a day or month, of UTC. */
export const budgets = pgTable(
  'budgets',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    scope: budgetScope('scope').notNull(),
    /** The workflow, or the label as Temporal stores it; empty for ALL. */
    name: text('name').notNull(),
    period: budgetPeriod('period').notNull(),
    /** Millionths of a US dollar. */
    limit: bigint('limit', { mode: 'number' }).notNull(),
    onLimit: limitPolicy('on_limit').notNull().default('FAIL'),
    createdAt: timestamp('created_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    updatedAt: timestamp('updated_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
  },
  (table) => [unique('budgets_what').on(table.scope, table.name, table.period)],
);
