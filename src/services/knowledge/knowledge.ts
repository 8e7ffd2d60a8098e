import { KnowledgeNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import type { Embedder } from '../../platform/embeddings/embedder.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import { isNamed } from '../uuid.ts';
import { createSearch } from './search.ts';
import { createVaultEntries } from './vault-entries.ts';
import { createVectorIndex } from './vector-index.ts';

interface Parts {
  database: Pick<Database, 'ask'>;
  embedder: Embedder;
  settings: Pick<Settings, 'knowledge'>;
  log: Log;
}

/** What was learned, to search and to delete, and what was refused for ever. */
export function createKnowledge({ database, embedder, settings, log }: Parts) {
  const index = createVectorIndex({ database, embedder, log, mostBytes: settings.knowledge.vectorBytes });
  return {
    /** Throws InvalidInputError. */
    search: createSearch({ database, embedder, index }),
    vault: createVaultEntries(database),

    /**
     * Deletes a version of a document with its passages and facts; one before it stays replaced. Throws
     * KnowledgeNotFoundError.
     */
    async delete(id: string): Promise<{ id: string; source: string; version: number }> {
      const { id: key, source, version } = knowledgeDocuments;
      const [deleted] = await database.ask((db) =>
        db.delete(knowledgeDocuments).where(isNamed(key, id)).returning({ id: key, source, version }),
      );
      if (!deleted) throw new KnowledgeNotFoundError();
      return deleted;
    },
  };
}
export type Knowledge = ReturnType<typeof createKnowledge>;
