import { sql } from 'drizzle-orm';
import { index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Access tokens that may not be used any more although they have not expired; rows go when the tokens have. */
export const revokedTokens = pgTable(
  'revoked_tokens',
  {
    /** The token's `jti`. */
    id: text('id').primaryKey(),
    revokedAt: timestamp('revoked_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('revoked_tokens_expires_at').on(table.expiresAt)],
);
