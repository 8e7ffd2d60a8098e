import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Since when there has been a schedule of a name: it may have been deleted and made again, and Temporal forgets that. */
export const scheduleNames = pgTable('schedule_names', {
  name: text('name').primaryKey(),
  firstUsedAt: timestamp('first_used_at', { withTimezone: true }).notNull(),
});
