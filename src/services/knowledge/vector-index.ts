import type { Database } from '../../platform/db/database.ts';
import { embedderName, type Embedder } from '../../platform/embeddings/embedder.ts';
import type { Log } from '../../platform/log.ts';
import { matches, type KnowledgeFilter } from './filter.ts';
import { createNearest, type Near } from './nearest-vectors.ts';
import {
  countPassages,
  noPassages,
  readCurrent,
  readRevision,
  readVectors,
  type CurrentDocument,
  type PassageCount,
  type Vectors,
} from './read-vectors.ts';

/** Passages whose vectors are read in one statement, which has an end. */
const readAtOnce = 2000;

/** A document, and its vectors once they are read. */
interface Indexed extends CurrentDocument, Vectors {
  count: PassageCount;
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
  database,
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
    // Before anything else: what is added meanwhile has another revision.
    const now = await readRevision(database);
    if (now === revision) return;
    const current = await readCurrent(database);
    const counts = await countPassages(
      database,
      name,
      current.map(({ id }) => id).filter((id) => mayHaveChanged(documents.get(id))),
    );
    const next = current.map((document): Indexed => {
      const known = documents.get(document.id);
      const count = counts.get(document.id) ?? known?.count ?? noPassages;
      // With as many vectors of ours as before they are the same ones.
      const { ids, vectors } = known?.ids.length === count.ours ? known : { ids: [], vectors: new Float32Array() };
      return { ...document, count, ids, vectors };
    });
    const fitting = newestThatFit(next, mostBytes);
    for (const group of groupsOf([...fitting].filter(({ ids, count }) => ids.length < count.ours))) {
      const read = await readVectors(
        database,
        name,
        group.map(({ id }) => id),
      );
      for (const document of group) Object.assign(document, read.get(document.id));
    }
    let unsearched = 0;
    for (const document of next) {
      unsearched += document.count.others;
      if (fitting.has(document)) continue;
      unsearched += document.count.ours;
      Object.assign(document, { ids: [], vectors: new Float32Array() });
    }
    if (fitting.size < next.length && unsearched > left) {
      log.warn(
        { passages: unsearched, bytes: mostBytes },
        'not all vectors of what was learned fit into KNOWLEDGE_VECTOR_BYTES: the rest is found by its words alone',
      );
    }
    [documents, revision, left] = [new Map(next.map((document) => [document.id, document])), now, unsearched];
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

/** Passages never change, but for their vectors where they are of another embedder. */
const mayHaveChanged = (document: Indexed | undefined) =>
  !document || document.count.others > 0 || document.count.ours === 0;

/** Those with vectors that the memory has room for. */
function newestThatFit(newestFirst: readonly Indexed[], mostBytes: number): Set<Indexed> {
  let room = mostBytes;
  return new Set(
    newestFirst.filter(({ count }) => {
      if (count.bytes > room) return false;
      room -= count.bytes;
      return true;
    }),
  );
}

function* groupsOf(documents: readonly Indexed[]): Generator<Indexed[]> {
  let group: Indexed[] = [];
  let passages = 0;
  for (const document of documents) {
    if (group.length > 0 && passages + document.count.ours > readAtOnce) {
      yield group;
      [group, passages] = [[], 0];
    }
    group.push(document);
    passages += document.count.ours;
  }
  if (group.length > 0) yield group;
}
