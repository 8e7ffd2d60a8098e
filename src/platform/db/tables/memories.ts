import { sql } from 'drizzle-orm';
import {
  bigint,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  real,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { tsvector } from './tsvector.ts';
import { vector } from './vectors.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

export const memoryKind = pgEnum('memory_kind', ['FACT', 'PREFERENCE', 'EVENT', 'QUESTION']);
/** For how long it is kept: as many days as the class has now. */
export const memoryRetention = pgEnum('memory_retention', ['SHORT', 'MEDIUM', 'LONG']);

/** What is known of somebody. Nothing is written over: what is not true any more has an end, and what took its place names it. */
export const memories = pgTable(
  'memories',
  {
    id: uuid('id').primaryKey(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** Whom it is about, as the caller calls them. */
    subject: text('subject').notNull(),
    kind: memoryKind('kind').notNull(),
    text: text('text').notNull(),
    /** From 0 to 1: how sure the model was that it was said. */
    confidence: real('confidence').notNull(),
    /** When it was said. */
    validFrom: moment('valid_from').notNull(),
    /** Since when something else is true; null: it holds. */
    validTo: moment('valid_to'),
    /** The memory whose place it took, and one that it does not go together with. */
    supersedes: uuid('supersedes'),
    contradicts: uuid('contradicts'),
    /** Who has said so in the place of what a conversation did, as the audit log calls them; null: a conversation has. */
    correctedBy: text('corrected_by'),
    retention: memoryRetention('retention').notNull(),
    words: tsvector('words').notNull(),
    /** What has made the vector: provider and model. */
    embedder: text('embedder').notNull(),
    vector: vector('vector').notNull(),
    learnedAt: moment('learned_at')
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    foreignKey({ columns: [table.supersedes], foreignColumns: [table.id] }).onDelete('set null'),
    foreignKey({ columns: [table.contradicts], foreignColumns: [table.id] }).onDelete('set null'),
    index('memories_subject').on(table.subject, table.number),
    index('memories_retention').on(table.retention, table.learnedAt),
    index('memories_embedder').on(table.embedder, table.number),
    index('memories_supersedes').on(table.supersedes),
    index('memories_contradicts').on(table.contradicts),
  ],
);

/** Where a memory was said: a row for each run that has found it. */
export const memoryMentions = pgTable(
  'memory_mentions',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    memory: uuid('memory')
      .notNull()
      .references(() => memories.id, { onDelete: 'cascade' }),
    /** First run id. */
    run: text('run').notNull(),
    /** Which message of its conversation, from 0. */
    message: integer('message').notNull(),
    /** As it is in the message, whatever white space the model wrote. */
    quote: text('quote').notNull(),
    saidAt: moment('said_at').notNull(),
  },
  (table) => [
    unique('memory_mentions_place').on(table.memory, table.run, table.message),
    index('memory_mentions_run').on(table.run),
  ],
);
