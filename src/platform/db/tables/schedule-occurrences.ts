import { sql } from 'drizzle-orm';
import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Times of schedules that backfills have run, or found run: remembered when Temporal has long forgotten it. */
export const scheduleOccurrences = pgTable(
  'schedule_occurrences',
  {
    schedule: text('schedule').notNull(),
    nominalTime: timestamp('nominal_time', { withTimezone: true }).notNull(),
    /** First run id of the backfill that runs it; null: it was found run. */
    claimedBy: text('claimed_by'),
    /** Workflow id of that backfill. */
    claimerId: text('claimer_id'),
    claimedAt: timestamp('claimed_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    /** When it was known that its run had started; null: it is about to be started, or was when the backfill was ended. */
    confirmedAt: timestamp('confirmed_at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.schedule, table.nominalTime] })],
);
