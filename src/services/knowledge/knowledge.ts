import type { Database } from '../../platform/db/database.ts';
import type { Embedder } from '../../platform/embeddings/embedder.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import { deleteKnowledge } from './delete.ts';
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

    delete: (id: string) => deleteKnowledge(database, id),
  };
}
export type Knowledge = ReturnType<typeof createKnowledge>;
