import { bigint, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { knowledgeDocuments } from './knowledge-documents.ts';
import { tsvector } from './tsvector.ts';
import { vector } from './vectors.ts';

/** Passages of documents: joined in their order they are its text. */
export const knowledgeChunks = pgTable(
  'knowledge_chunks',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    document: uuid('document')
      .notNull()
      .references(() => knowledgeDocuments.id, { onDelete: 'cascade' }),
    /** From 0. */
    position: integer('position').notNull(),
    /** Where it is in the text of the document, in UTF-16 code units. */
    start: integer('start').notNull(),
    end: integer('end').notNull(),
    /** Of a PDF: on which page it begins, from 1. */
    page: integer('page'),
    text: text('text').notNull(),
    /** Its words as they are and, where the language is one that PostgreSQL knows, their stems. */
    words: tsvector('words').notNull(),
    /** What has made the vector: provider and model. */
    embedder: text('embedder').notNull(),
    vector: vector('vector').notNull(),
  },
  (table) => [
    unique('knowledge_chunks_place').on(table.document, table.position),
    index('knowledge_chunks_number').on(table.number),
    index('knowledge_chunks_words').using('gin', table.words),
    index('knowledge_chunks_embedder').on(table.embedder, table.number),
  ],
);
