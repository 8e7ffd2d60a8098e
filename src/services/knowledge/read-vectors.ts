import { and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { knowledgeChunks } from '../../platform/db/tables/knowledge-chunks.ts';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import { knowledgeRevision } from '../../platform/db/tables/knowledge-revision.ts';
import type { Filtered } from './filter.ts';

type Ask = Pick<Database, 'ask'>;

/** Documents whose passages are counted in one statement, which has an end. */
const countedAtOnce = 200;

/** It is another one after anything was learned, replaced, deleted or embedded anew. */
export async function readRevision({ ask }: Ask): Promise<number> {
  const [row] = await ask((db) => db.select({ now: knowledgeRevision.revision }).from(knowledgeRevision));
  return row?.now ?? 0;
}

export interface CurrentDocument extends Filtered {
  id: string;
}

/** What is searched, the newest first. */
export function readCurrent({ ask }: Ask): Promise<CurrentDocument[]> {
  const { id, category, source, language, labels, onBehalfOf, number, state } = knowledgeDocuments;
  return ask((db) =>
    db
      .select({ id, category, source, language, labels, onBehalfOf })
      .from(knowledgeDocuments)
      .where(eq(state, 'CURRENT'))
      .orderBy(desc(number)),
  );
}

/** Of a document. */
export interface PassageCount {
  /** Passages that have a vector of our embedder. */
  ours: number;
  /** Passages that have one of another. */
  others: number;
  /** Of the vectors of ours. */
  bytes: number;
}

export const noPassages: PassageCount = { ours: 0, others: 0, bytes: 0 };

export async function countPassages(
  { ask }: Ask,
  embedder: string,
  documents: readonly string[],
): Promise<Map<string, PassageCount>> {
  const { document, vector } = knowledgeChunks;
  const isOurs = sql`${knowledgeChunks.embedder} = ${embedder}`;
  const counts = new Map<string, PassageCount>();
  for (let at = 0; at < documents.length; at += countedAtOnce) {
    const rows = await ask((db) =>
      db
        .select({
          document,
          all: count(),
          ours: sql<number>`count(*) FILTER (WHERE ${isOurs})`.mapWith(Number),
          bytes: sql<number>`coalesce(sum(length(${vector})) FILTER (WHERE ${isOurs}), 0)`.mapWith(Number),
        })
        .from(knowledgeChunks)
        .where(inArray(document, documents.slice(at, at + countedAtOnce)))
        .groupBy(document),
    );
    for (const row of rows) counts.set(row.document, { ours: row.ours, others: row.all - row.ours, bytes: row.bytes });
  }
  return counts;
}

/** Vectors of our embedder, one behind the other, and whose they are. */
export interface Vectors {
  ids: string[];
  vectors: Float32Array;
}

/** Those of documents, in the order of their passages. */
export async function readVectors(
  { ask }: Ask,
  embedder: string,
  documents: readonly string[],
): Promise<Map<string, Vectors>> {
  const { id, document, vector, position } = knowledgeChunks;
  const rows = await ask((db) =>
    db
      .select({ id, document, vector })
      .from(knowledgeChunks)
      .where(and(inArray(document, [...documents]), eq(knowledgeChunks.embedder, embedder)))
      .orderBy(document, position),
  );
  const byDocument = new Map<string, typeof rows>();
  for (const row of rows) {
    const its = byDocument.get(row.document);
    if (its) its.push(row);
    else byDocument.set(row.document, [row]);
  }
  return new Map([...byDocument].map(([of, its]) => [of, inOne(its)]));
}

/** One that is not as long as the first counts as one of zeros, which is near to nothing. */
function inOne(rows: readonly { id: string; vector: Float32Array }[]): Vectors {
  const dimensions = rows[0]?.vector.length ?? 0;
  const vectors = new Float32Array(rows.length * dimensions);
  for (const [at, { vector }] of rows.entries()) if (vector.length === dimensions) vectors.set(vector, at * dimensions);
  return { ids: rows.map(({ id }) => id), vectors };
}
