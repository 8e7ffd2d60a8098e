import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { budgets } from './budgets.ts';

const money = (name: string) =>
  bigint(name, { mode: 'number' })
    .notNull()
    .default(sql`0`);

/** What is counted against limits: one account for each period of a budget, for each run that has a cap, and for each day of an end user with a quota. */
export const spending = pgTable(
  'spending',
  {
    /** `budget:<id>:<first day of the period>`, or `run:<first execution run id>`, or `quota:<end user>:<day>`. */
    account: text('account').primaryKey(),
    /** Null: of a run, or of a quota. */
    budget: uuid('budget').references(() => budgets.id, { onDelete: 'cascade' }),
    /** Millionths of a US dollar that calls have cost. */
    spent: money('spent'),
    /** The most that calls which are under way may cost. */
    reserved: money('reserved'),
    /** The highest cap of the run that a call came with, as people may have raised it since others were told; null: of anything else. */
    cap: bigint('cap', { mode: 'number' }),
  },
  (table) => [index('spending_budget').on(table.budget)],
);
