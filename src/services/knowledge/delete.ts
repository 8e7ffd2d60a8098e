import { and, eq, isNotNull } from 'drizzle-orm';
import { KnowledgeNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import { isNamed } from '../uuid.ts';

/**
 * Deletes a version of a document with its passages and facts, and the stored answers of models that they were found in; one
 * before it stays replaced. Throws KnowledgeNotFoundError.
 */
export function deleteKnowledge(
  { ask }: Pick<Database, 'ask'>,
  id: string,
): Promise<{ id: string; source: string; version: number }> {
  const { id: key, source, version, run } = knowledgeDocuments;
  return ask((db) =>
    db.transaction(async (tx) => {
      const [deleted] = await tx
        .delete(knowledgeDocuments)
        .where(isNamed(key, id))
        .returning({ id: key, source, version, run });
      if (!deleted) throw new KnowledgeNotFoundError();
      const { run: learnedBy, ...document } = deleted;
      await tx
        .update(generations)
        .set({ answer: null })
        .where(and(eq(generations.run, learnedBy), isNotNull(generations.answer)));
      return document;
    }),
  );
}
