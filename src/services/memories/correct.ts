import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { InvalidInputError, MemoryNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { memories } from '../../platform/db/tables/memories.ts';
import { embedderName, type Embedder } from '../../platform/embeddings/embedder.ts';
import { languageOf } from '../../platform/text/language.ts';
import { searchable } from '../knowledge/words.ts';
import { isNamed } from '../uuid.ts';
import { lockSubject } from './lock-subject.ts';
import { longestMemory } from './memory.ts';

export interface Correction {
  subject: string;
  id: string;
  /** What is true instead. */
  text: string;
  /** Since when; null: since the wrong one was, which then never held. */
  since: Date | null;
  /** Who says so, as the audit log calls them. */
  by: string;
}

/**
 * Puts what somebody says in the place of what is known, which stays as what was known, with an end. Returns its id. Throws
 * MemoryNotFoundError, InvalidInputError.
 */
export async function correctMemory(
  { ask }: Pick<Database, 'ask'>,
  embedder: Embedder,
  { subject, id, since, by, ...more }: Correction,
): Promise<string> {
  const text = more.text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  if (text === '' || text.length > longestMemory) throw wrong('text', `Must have 1 to ${longestMemory} characters.`);
  const [{ vectors }, language] = await Promise.all([embedder.embed([text]), languageOf(text)]);
  return ask((db) =>
    db.transaction(async (tx) => {
      await lockSubject(tx, subject);
      const { kind, retention, validFrom, validTo } = memories;
      const [before] = await tx
        .select({ kind, retention, validFrom, validTo })
        .from(memories)
        .where(and(eq(memories.subject, subject), isNamed(memories.id, id)));
      if (!before) throw new MemoryNotFoundError();
      if (before.validTo) throw wrong('id', 'This has ended already. Correct what took its place.');
      const from = since ?? before.validFrom;
      if (from < before.validFrom) throw wrong('since', 'Must not be before what is corrected began to hold.');
      const made = randomUUID();
      await tx.insert(memories).values({
        id: made,
        subject,
        kind: before.kind,
        text,
        confidence: 1,
        retention: before.retention,
        validFrom: from,
        supersedes: id,
        correctedBy: by,
        words: searchable(text, language),
        embedder: embedderName(embedder),
        vector: vectors[0]!,
      });
      await tx.update(memories).set({ validTo: from }).where(eq(memories.id, id));
      return made;
    }),
  );
}

const wrong = (field: string, message: string) => new InvalidInputError([{ path: [field], message }]);
