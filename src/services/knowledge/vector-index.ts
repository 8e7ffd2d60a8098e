import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { knowledgeChunks } from '../../platform/db/tables/knowledge-chunks.ts';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import { knowledgeRevision } from '../../platform/db/tables/knowledge-revision.ts';
import { embedderName, type Embedder } from '../../platform/embeddings/embedder.ts';
import type { Log } from '../../platform/log.ts';
import { matches, type Filtered, type KnowledgeFilter } from './filter.ts';
import { createNearest, type Near } from './nearest-vectors.ts';

/** Passages that are read in one statement, which has an end. */
const atOnce = 2000;

interface Indexed extends Filtered {
  id: string;
  /** Passages of it that have a vector of our embedder. */
  passages: number;
  ids: string[];
  /** One behind the other. */
  vectors: Float32Array;
}

/** Which passages were searched by their vectors. */
export interface Coverage {
  searched: number;
  /** Passages that the memory for vectors has no room for, or that have vectors of another provider. */
  left: number;
}

/**
 * The vectors of all that is current, in the memory of this process: exact, and small enough to be looked at one after the
 * other. Before each search one row is read that says whether anything has changed; then only what has is read. What does
 * not fit into `mostBytes` is found by its words alone, the oldest first.
 */
export function createVectorIndex({
  database: { ask },
  embedder,
  log,
  mostBytes,
}: {
  database: Pick<Database, 'ask'>;
  embedder: Embedder;
  log: Log;
  mostBytes: number;
}) {
  const name = embedderName(embedder);
  let documents = new Map<string, Indexed>();
  let revision = -1;
  let left = 0;
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const [row] = await ask((db) => db.select({ now: knowledgeRevision.revision }).from(knowledgeRevision));
    const now = row?.now ?? 0;
    if (now === revision) return;
    const { id, category, source, language, labels, onBehalfOf, number } = knowledgeDocuments;
    // Counted before any is read: what is added meanwhile has another revision.
    const { passages, others, bytes } = {
      passages: sql<number>`count(${knowledgeChunks.id}) FILTER (WHERE ${knowledgeChunks.embedder} = ${name})`.mapWith(
        Number,
      ),
      others: sql<number>`count(${knowledgeChunks.id}) FILTER (WHERE ${knowledgeChunks.embedder} <> ${name})`.mapWith(
        Number,
      ),
      bytes:
        sql<number>`coalesce(sum(length(${knowledgeChunks.vector})) FILTER (WHERE ${knowledgeChunks.embedder} = ${name}), 0)`.mapWith(
          Number,
        ),
    };
    const rows = await ask((db) =>
      db
        .select({ id, category, source, language, labels, onBehalfOf, passages, others, bytes })
        .from(knowledgeDocuments)
        .leftJoin(knowledgeChunks, eq(knowledgeChunks.document, id))
        .where(eq(knowledgeDocuments.state, 'CURRENT'))
        .groupBy(id)
        .orderBy(sql`${number} DESC`),
    );
    let room = mostBytes;
    let unsearched = 0;
    let skipped = false;
    const next = new Map<string, Indexed>();
    const missing: Indexed[] = [];
    for (const { bytes: size, others: foreign, ...document } of rows) {
      unsearched += foreign;
      if (document.passages === 0) continue;
      if (size > room) {
        unsearched += document.passages;
        skipped = true;
        continue;
      }
      room -= size;
      const known = documents.get(document.id);
      const same = known?.passages === document.passages;
      const indexed = { ...document, ids: same ? known.ids : [], vectors: same ? known.vectors : new Float32Array() };
      next.set(document.id, indexed);
      if (!same) missing.push(indexed);
    }
    for (const group of groupsOf(missing)) await load(group);
    if (skipped && unsearched > left) {
      log.warn(
        { passages: unsearched, bytes: mostBytes },
        'not all vectors of what was learned fit into KNOWLEDGE_VECTOR_BYTES: the rest is found by its words alone',
      );
    }
    [documents, revision, left] = [next, now, unsearched];
  }

  async function load(group: readonly Indexed[]): Promise<void> {
    const { id, document, vector, position } = knowledgeChunks;
    const rows = await ask((db) =>
      db
        .select({ id, document, vector })
        .from(knowledgeChunks)
        .where(
          and(
            inArray(
              document,
              group.map((one) => one.id),
            ),
            eq(knowledgeChunks.embedder, name),
          ),
        )
        .orderBy(document, position),
    );
    const byDocument = new Map<string, typeof rows>();
    for (const row of rows) byDocument.set(row.document, []);
    for (const row of rows) byDocument.get(row.document)!.push(row);
    for (const one of group) {
      const its = byDocument.get(one.id) ?? [];
      const dimensions = its[0]?.vector.length ?? 0;
      one.ids = its.map((row) => row.id);
      one.vectors = new Float32Array(its.length * dimensions);
      for (const [at, row] of its.entries())
        if (row.vector.length === dimensions) one.vectors.set(row.vector, at * dimensions);
    }
  }

  return {
    /** Reads what has changed: what was there before this was called is found after it. */
    async refresh(): Promise<void> {
      // Whoever comes while it goes on waits for that, and for another one, as it may have begun before what they look for.
      const before = refreshing;
      if (before) await before.catch(() => undefined);
      await (refreshing ??= refresh().finally(() => (refreshing = undefined)));
    },
    /** Passages that are nearest to a vector, the nearest first, and what could not be looked at. */
    async nearest(
      vector: Float32Array,
      filter: KnowledgeFilter,
      most: number,
    ): Promise<{ near: Near[]; coverage: Coverage }> {
      const nearest = createNearest(vector, most);
      let searched = 0;
      for (const document of documents.values()) {
        if (!matches(filter, document)) continue;
        searched += document.ids.length;
        await nearest.add(document.ids, document.vectors);
      }
      return { near: nearest.found(), coverage: { searched, left } };
    },
    /** Languages of what is there. */
    languages: () => [...new Set([...documents.values()].flatMap(({ language }) => language ?? []))],
    /** Bytes of vectors that are kept. */
    bytes: () => [...documents.values()].reduce((sum, { vectors }) => sum + vectors.byteLength, 0),
  };
}
export type VectorIndex = ReturnType<typeof createVectorIndex>;

function* groupsOf(documents: readonly Indexed[]): Generator<Indexed[]> {
  let group: Indexed[] = [];
  let passages = 0;
  for (const document of documents) {
    if (group.length > 0 && passages + document.passages > atOnce) {
      yield group;
      [group, passages] = [[], 0];
    }
    group.push(document);
    passages += document.passages;
  }
  if (group.length > 0) yield group;
}
