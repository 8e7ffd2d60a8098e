import { sql } from 'drizzle-orm';
import { pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const apiKeyRole = pgEnum('api_key_role', ['VIEWER', 'OPERATOR', 'ADMIN']);

/** Keys for servers. The key itself is shown once and stored nowhere. */
export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull(),
  role: apiKeyRole('role').notNull(),
  /** The only workflows it is for; null: all. */
  workflows: text('workflows').array(),
  /** SHA-256 of the key, in hex. Keys are random enough that nothing slower is needed. */
  hash: text('hash').notNull().unique(),
  createdAt: timestamp('created_at', { withTimezone: true })
    .notNull()
    .default(sql`now()`),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
  lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
});
