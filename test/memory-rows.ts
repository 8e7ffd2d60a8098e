import { randomUUID } from 'node:crypto';
import type { Database } from '../src/platform/db/database.ts';
import { memories, memoryMentions } from '../src/platform/db/tables/memories.ts';
import { embedderName } from '../src/platform/embeddings/embedder.ts';
import { hashedEmbedder } from '../src/platform/embeddings/hashed.ts';
import { searchable } from '../src/services/knowledge/words.ts';

/** Makes a memory that was said once, and returns its id and the run that has found it. */
export async function memoryRow(
  { ask }: Pick<Database, 'ask'>,
  { text, ...more }: Partial<typeof memories.$inferInsert> & { subject: string; text: string },
): Promise<{ id: string; run: string }> {
  const [id, run] = [randomUUID(), randomUUID()];
  const { vectors } = await hashedEmbedder.embed([text]);
  const said = { kind: 'FACT', confidence: 0.9, validFrom: new Date(), retention: 'LONG', text } as const;
  const made = { words: searchable(text, null), embedder: embedderName(hashedEmbedder), vector: vectors[0]! };
  await ask((db) => db.insert(memories).values({ id, ...said, ...made, ...more }));
  await ask((db) => db.insert(memoryMentions).values({ memory: id, run, message: 0, quote: text, saidAt: new Date() }));
  return { id, run };
}
