import { index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { knowledgeChunks } from './knowledge-chunks.ts';
import { knowledgeDocuments } from './knowledge-documents.ts';

/** What a document says, each with the words that say it: a quote that was found in the text. */
export const knowledgeFacts = pgTable(
  'knowledge_facts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    document: uuid('document')
      .notNull()
      .references(() => knowledgeDocuments.id, { onDelete: 'cascade' }),
    /** Where the quote begins. */
    chunk: uuid('chunk')
      .notNull()
      .references(() => knowledgeChunks.id, { onDelete: 'cascade' }),
    /** Among those of the document, from 0. */
    position: integer('position').notNull(),
    text: text('text').notNull(),
    /** As it is in the text, whatever white space the model wrote. */
    quote: text('quote').notNull(),
    /** Of the quote in the text of the document, in UTF-16 code units. */
    start: integer('start').notNull(),
    end: integer('end').notNull(),
  },
  (table) => [
    unique('knowledge_facts_place').on(table.document, table.position),
    index('knowledge_facts_chunk').on(table.chunk),
  ],
);
