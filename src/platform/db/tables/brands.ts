import { sql } from 'drizzle-orm';
import { integer, jsonb, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** When a person has to agree to a post: to each, to those that are doubtful, or to none. */
export const approvalPolicy = pgEnum('approval_policy', ['ALWAYS', 'BELOW_THRESHOLD', 'NEVER']);

const texts = (name: string) =>
  text(name)
    .array()
    .notNull()
    .default(sql`'{}'`);
const moment = (name: string) =>
  timestamp(name, { withTimezone: true })
    .notNull()
    .default(sql`now()`);

/** In whose name posts are published. */
export const brands = pgTable('brands', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** What inputs, schedules and labels call it; never changes. */
  key: text('key').notNull().unique(),
  name: text('name').notNull(),
  /** BCP 47, as `nl` or `fr-BE`. */
  language: text('language').notNull(),
  /** How it speaks, in a few sentences, for the model that writes. */
  voice: text('voice').notNull(),
  /** Where each post leads. */
  link: text('link').notNull(),
  /** Without `#`. */
  hashtags: texts('hashtags'),
  bannedWords: texts('banned_words'),
  photoPrefixes: jsonb('photo_prefixes').notNull().$type<{ bucket: string; prefix: string }[]>(),
  /** 0 to 100: a photo of less is doubtful. */
  qualityThreshold: integer('quality_threshold').notNull(),
  approval: approvalPolicy('approval').notNull(),
  /** IANA, as `Europe/Amsterdam`. */
  timeZone: text('time_zone').notNull(),
  /** Days before a photo, or one that looks like it, may return. */
  minPhotoDays: integer('min_photo_days').notNull().default(15),
  /** Counts changes, so that nobody overwrites what somebody else has changed meanwhile. */
  revision: integer('revision').notNull().default(1),
  createdAt: moment('created_at'),
  updatedAt: moment('updated_at'),
});
