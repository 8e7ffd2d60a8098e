import { index, date, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** Runs that have called models for an end user of the caller, by the day of UTC: what quotas count. */
export const quotaRuns = pgTable(
  'quota_runs',
  {
    onBehalfOf: text('on_behalf_of').notNull(),
    day: date('day').notNull(),
    /** First run id. */
    run: text('run').notNull(),
  },
  (table) => [primaryKey({ columns: [table.onBehalfOf, table.day, table.run] }), index('quota_runs_day').on(table.day)],
);
