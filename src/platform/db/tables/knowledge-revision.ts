import { sql } from 'drizzle-orm';
import { bigint, boolean, check, pgTable } from 'drizzle-orm/pg-core';

/**
 * One row, which every change of documents, or of the vectors of their passages, counts up by a trigger: processes that keep
 * vectors in memory see by it that there are others.
 */
export const knowledgeRevision = pgTable(
  'knowledge_revision',
  {
    only: boolean('only').primaryKey().default(true),
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  },
  ({ only }) => [check('knowledge_revision_only', sql`${only}`)],
);
