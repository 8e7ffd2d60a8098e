import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { likeness } from './likeness.ts';

/** REPLACED: another version of the same source was learned after it; nothing finds it any more. */
export const knowledgeState = pgEnum('knowledge_state', ['CURRENT', 'REPLACED']);

/** What was learned: a row for each version of each source. Its text is in its chunks. */
export const knowledgeDocuments = pgTable(
  'knowledge_documents',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** What the caller calls it: an address or a name. Learned again, the same source is the next version. */
    source: text('source').notNull(),
    /** Whose knowledge it is, as the caller calls its end users; empty: everybody's. */
    onBehalfOf: text('on_behalf_of').notNull().default(''),
    /** From 1. */
    version: integer('version').notNull(),
    state: knowledgeState('state').notNull().default('CURRENT'),
    category: text('category').notNull(),
    /** `key=value`. */
    labels: text('labels')
      .array()
      .notNull()
      .default(sql`'{}'`),
    ...likeness(),
    /** ISO 639-1; null: it cannot be told. */
    language: text('language'),
    summary: text('summary').notNull(),
    entities: jsonb('entities').notNull().$type<{ name: string; kind: string }[]>(),
    /** Of the text, in UTF-16 code units, as offsets are. */
    characters: integer('characters').notNull(),
    /** First run id of the run that has learned it. */
    run: text('run').notNull(),
    /** Who has agreed to it; null: nobody was asked. */
    approvedBy: text('approved_by'),
    learnedAt: timestamp('learned_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    uniqueIndex('knowledge_documents_version').on(table.onBehalfOf, table.source, table.version),
    uniqueIndex('knowledge_documents_source')
      .on(table.onBehalfOf, table.source)
      .where(sql`state = 'CURRENT'`),
    uniqueIndex('knowledge_documents_fingerprint')
      .on(table.onBehalfOf, table.fingerprint)
      .where(sql`state = 'CURRENT'`),
    index('knowledge_documents_number').on(table.number),
    index('knowledge_documents_run').on(table.run),
    index('knowledge_documents_bands').using('gin', table.bands),
  ],
);
