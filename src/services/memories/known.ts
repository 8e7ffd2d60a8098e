import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { memories } from '../../platform/db/tables/memories.ts';
import { mostOfSubject, type MemoryKind } from './memory.ts';
import { revisionOf } from './revision.ts';

/** A memory that holds, as new ones are held against it. */
export interface KnownMemory {
  id: string;
  kind: MemoryKind;
  text: string;
  validFrom: Date;
  embedder: string;
  vector: Float32Array;
}

/** What is known of a subject, the newest first, and by what one sees whether that has changed since. */
export async function knownOf(
  { ask }: Pick<Database, 'ask'>,
  subject: string,
): Promise<{ revision: string; known: KnownMemory[] }> {
  const { id, kind, text, validFrom, embedder, vector } = memories;
  // First: what is added in between is looked at once more.
  const revision = await ask((db) => revisionOf(db, subject));
  const known = await ask((db) =>
    db
      .select({ id, kind, text, validFrom, embedder, vector })
      .from(memories)
      .where(and(eq(memories.subject, subject), isNull(memories.validTo)))
      .orderBy(desc(memories.number))
      .limit(mostOfSubject),
  );
  return { revision, known };
}
