import { and, eq } from 'drizzle-orm';
import { InvalidInputError, MemoryNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { memories } from '../../platform/db/tables/memories.ts';
import type { Embedder } from '../../platform/embeddings/embedder.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import { checkSearch } from '../knowledge/check-search.ts';
import type { Page } from '../page.ts';
import { sweep } from '../sweep.ts';
import { isNamed } from '../uuid.ts';
import { correctMemory, type Correction } from './correct.ts';
import { deleteMemories } from './forget.ts';
import { listMemories, memoryOf, searchMemories, type MemoriesQuery } from './list.ts';
import type { Memory } from './memory.ts';
import { expireMemories } from './retention.ts';

export interface MemoriesRequest extends MemoriesQuery {
  search: string | null;
  first: number;
  after: string | null;
}

const sweepEveryMs = 60_000;

interface Parts {
  database: Pick<Database, 'ask'>;
  embedder: Embedder;
  settings: Pick<Settings, 'memoryDays'>;
  log: Log;
}

/** What is known of people, as conversations have said it: to search, to correct and to forget. */
export function createMemories({ database, embedder, settings, log }: Parts) {
  return {
    /** Throws InvalidInputError. */
    async list({ search, first, after, ...query }: MemoriesRequest): Promise<Page<Memory>> {
      const cursor = after === null ? null : Number(after);
      if (cursor !== null && !(Number.isSafeInteger(cursor) && cursor >= 0))
        throw new InvalidInputError([{ path: ['after'], message: 'Must be a cursor of this list.' }]);
      if (search === null) return listMemories(database, query, first, cursor);
      checkSearch(search);
      return searchMemories(database, embedder, { ...query, search }, first, cursor ?? 0);
    },

    /** Puts something in the place of what is known, and returns it. Throws MemoryNotFoundError, InvalidInputError. */
    async correct(correction: Correction): Promise<Memory> {
      const id = await correctMemory(database, embedder, correction);
      const made = await memoryOf(database, correction.subject, id);
      if (!made) throw new MemoryNotFoundError(); // forgotten in between
      return made;
    },

    /** Deletes all that is known of a subject, or one memory of it. Returns how many there were. */
    forget: (subject: string, id: string | null): Promise<number> =>
      deleteMemories(database, and(eq(memories.subject, subject), id === null ? undefined : isNamed(memories.id, id))),

    /** Deletes what was kept for as long as its class says, until the signal. */
    keep: (signal: AbortSignal): Promise<void> =>
      sweep({ memories: () => expireMemories(database, settings.memoryDays) }, log, signal, sweepEveryMs),
  };
}
export type Memories = ReturnType<typeof createMemories>;
