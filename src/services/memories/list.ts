import { and, desc, eq, gt, inArray, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { memories, memoryMentions } from '../../platform/db/tables/memories.ts';
import { embedderName, type Embedder } from '../../platform/embeddings/embedder.ts';
import { leastLikeness, likeness } from '../../platform/embeddings/likeness.ts';
import { fuse } from '../knowledge/fuse.ts';
import { languagesWithStems, lookedFor } from '../knowledge/words.ts';
import { cutPage, type Page } from '../page.ts';
import { isNamed } from '../uuid.ts';
import { mostOfSubject, type Memory, type MemoryKind } from './memory.ts';

export interface MemoriesQuery {
  subject: string;
  /** Only what held then; null: all that was ever known. */
  at: Date | null;
  kinds: readonly MemoryKind[] | null;
}

/** Of each memory. */
const mostMentions = 20;

const holds = ({ subject, at, kinds }: MemoriesQuery): SQL | undefined =>
  and(
    eq(memories.subject, subject),
    at ? and(lte(memories.validFrom, at), or(isNull(memories.validTo), gt(memories.validTo, at))) : undefined,
    kinds ? inArray(memories.kind, [...kinds]) : undefined,
  );

/** Memories in the order in which they were learned, the newest first. `after` is a cursor. */
export async function listMemories(
  database: Pick<Database, 'ask'>,
  query: MemoriesQuery,
  first: number,
  after: number | null,
): Promise<Page<Memory>> {
  const which = and(holds(query), after === null ? undefined : lt(memories.number, after));
  const { rows, ...page } = await read(database, which, first);
  return { ...page, rows: rows.map(({ node }) => ({ node, cursor: String(node.number) })) };
}

/** One memory of a subject; null: there is none. */
export async function memoryOf(database: Pick<Database, 'ask'>, subject: string, id: string): Promise<Memory | null> {
  const { rows } = await read(database, and(eq(memories.subject, subject), isNamed(memories.id, id)), 1);
  return rows[0]?.node ?? null;
}

async function read({ ask }: Pick<Database, 'ask'>, which: SQL | undefined, first: number): Promise<Page<Memory>> {
  const { id, number, subject, kind, text, confidence, validFrom, validTo } = memories;
  const { supersedes, contradicts, correctedBy, retention, learnedAt } = memories;
  const columns = { id, number, subject, kind, text, confidence, validFrom, validTo };
  const rows = await ask((db) =>
    db
      .select({ ...columns, supersedes, contradicts, correctedBy, retention, learnedAt })
      .from(memories)
      .where(which)
      .orderBy(desc(memories.number))
      .limit(first + 1),
  );
  const said = await mentionsOf(
    { ask },
    rows.map((row) => row.id),
  );
  return cutPage(
    rows.map((row) => ({ ...row, mentions: said.get(row.id) ?? [] })),
    first,
    (row) => String(row.number),
  );
}

async function mentionsOf(
  { ask }: Pick<Database, 'ask'>,
  ids: readonly string[],
): Promise<Map<string, Memory['mentions']>> {
  const { memory, run, message, quote, saidAt } = memoryMentions;
  const place = sql<number>`row_number() OVER (PARTITION BY ${memory} ORDER BY ${saidAt} DESC, ${memoryMentions.id} DESC)`;
  const rows = await ask((db) => {
    const numbered = db
      .select({ memory, run, message, quote, saidAt, place: place.as('place') })
      .from(memoryMentions)
      .where(inArray(memory, [...ids]))
      .as('numbered');
    return db.select().from(numbered).where(lte(numbered.place, mostMentions)).orderBy(numbered.place);
  });
  const byMemory = new Map<string, Memory['mentions']>();
  for (const { memory: of, place: _place, ...mention } of rows)
    byMemory.set(of, [...(byMemory.get(of) ?? []), mention]);
  return byMemory;
}

/** Memories that have to do with what is searched for, the best first: by words and by vectors. `after` is how many came before. */
export async function searchMemories(
  database: Pick<Database, 'ask'>,
  embedder: Embedder,
  { search, ...query }: MemoriesQuery & { search: string },
  first: number,
  after: number,
): Promise<Page<Memory>> {
  const { ask } = database;
  const wanted = lookedFor(search, languagesWithStems, { table: memories, most: mostOfSubject });
  const [near, spelt] = await Promise.all([
    nearest(database, embedder, query, search),
    ask((db) =>
      db.execute<{ id: string }>(sql`
        WITH wanted AS MATERIALIZED (${wanted})
        SELECT id FROM ${memories}, wanted WHERE ${holds(query)} AND words @@ query
        ORDER BY ts_rank(words, query) DESC, number DESC LIMIT ${mostOfSubject}`),
    ),
  ]);
  const order = fuse({ words: spelt.rows.map(({ id }) => id), vectors: near }).map(({ id }) => id);
  const ids = order.slice(after, after + first);
  const { rows } = await read(database, inArray(memories.id, ids), ids.length);
  const byId = new Map(rows.map(({ node }) => [node.id, node]));
  return {
    rows: ids.flatMap((id, at) => {
      const node = byId.get(id);
      return node ? [{ node, cursor: String(after + at + 1) }] : [];
    }),
    endCursor: ids.length > 0 ? String(after + ids.length) : null,
    hasNextPage: order.length > after + first,
  };
}

async function nearest(
  { ask }: Pick<Database, 'ask'>,
  embedder: Embedder,
  query: MemoriesQuery,
  search: string,
): Promise<string[]> {
  const { id, vector } = memories;
  const [{ vectors }, rows] = await Promise.all([
    embedder.embed([search]),
    ask((db) =>
      db
        .select({ id, vector })
        .from(memories)
        .where(and(holds(query), eq(memories.embedder, embedderName(embedder))))
        .orderBy(desc(memories.number))
        .limit(mostOfSubject),
    ),
  ]);
  return rows
    .map((row) => ({ id: row.id, near: likeness(row.vector, vectors[0]!) }))
    .filter(({ near }) => near >= leastLikeness)
    .toSorted((one, other) => other.near - one.near)
    .map((row) => row.id);
}
