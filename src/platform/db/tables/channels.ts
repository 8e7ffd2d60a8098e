import { sql } from 'drizzle-orm';
import { pgEnum, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { brands } from './brands.ts';

export const channelKind = pgEnum('channel_kind', ['FACEBOOK', 'INSTAGRAM']);
/** RECONNECT: the token is not taken any more, and somebody has to bring another. */
export const channelState = pgEnum('channel_state', ['OK', 'RECONNECT']);

/** Where a brand publishes. */
export const channels = pgTable(
  'channels',
  {
    brand: uuid('brand')
      .notNull()
      .references(() => brands.id, { onDelete: 'cascade' }),
    kind: channelKind('kind').notNull(),
    /** Id of the Facebook page or of the Instagram account. */
    account: text('account').notNull(),
    /** Name of the environment variable that holds the token; null: it is stored here. */
    tokenVariable: text('token_variable'),
    /** Encrypted; null: it is in a variable. */
    token: text('token'),
    /** Another one whenever it is connected: what is said of an earlier token does not hold for the next. */
    connection: uuid('connection').notNull().defaultRandom(),
    state: channelState('state').notNull().default('OK'),
    /** What was said when the token was last refused. */
    problem: text('problem'),
    changedAt: timestamp('changed_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.brand, table.kind] })],
);
