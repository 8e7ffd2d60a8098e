import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Database } from '../src/platform/db/database.ts';
import { knowledgeChunks } from '../src/platform/db/tables/knowledge-chunks.ts';
import { knowledgeDocuments } from '../src/platform/db/tables/knowledge-documents.ts';
import { knowledgeFacts } from '../src/platform/db/tables/knowledge-facts.ts';

/** Makes a document of one chunk and one fact that quotes all of it, and returns its ids. */
export async function documentRow(
  { ask }: Pick<Database, 'ask'>,
  text: string,
  more: Partial<typeof knowledgeDocuments.$inferInsert> = {},
): Promise<{ document: string; chunk: string }> {
  return ask((db) =>
    db.transaction(async (tx) => {
      const [made] = await tx
        .insert(knowledgeDocuments)
        .values({
          source: randomUUID(),
          version: 1,
          category: 'notes',
          fingerprint: randomBytes(32).toString('hex'),
          signature: new Uint32Array(128).fill(2 ** 32 - 2),
          bands: [],
          summary: text,
          entities: [],
          characters: text.length,
          run: randomUUID(),
          ...more,
        })
        .returning({ id: knowledgeDocuments.id });
      const document = made!.id;
      const place = { document, position: 0, start: 0, end: text.length, text };
      const [chunk] = await tx
        .insert(knowledgeChunks)
        .values({
          ...place,
          words: sql`to_tsvector('simple', ${text})`,
          embedder: 'test/one',
          vector: new Float32Array([0.6, -0.8]),
        })
        .returning({ id: knowledgeChunks.id });
      await tx.insert(knowledgeFacts).values({ ...place, chunk: chunk!.id, quote: text });
      return { document, chunk: chunk!.id };
    }),
  );
}
