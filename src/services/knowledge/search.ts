import { asc, eq, getTableColumns, inArray, sql, type SQL } from 'drizzle-orm';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import type { Database } from '../../platform/db/database.ts';
import { knowledgeChunks } from '../../platform/db/tables/knowledge-chunks.ts';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import { knowledgeFacts } from '../../platform/db/tables/knowledge-facts.ts';
import type { Embedder } from '../../platform/embeddings/embedder.ts';
import type { KnowledgeFilter } from './filter.ts';
import { checkSearch } from './check-search.ts';
import { fuse } from './fuse.ts';
import type { KnowledgeFact, KnowledgeFound, KnowledgeHit } from './hit.ts';
import type { VectorIndex } from './vector-index.ts';
import { lookedFor } from './words.ts';

export interface KnowledgeRequest {
  search: string;
  filter: KnowledgeFilter;
  first: number;
}

/** Of each order, before they are fused. */
const candidates = 100;
/** Passages with the words of a search that are put in order: with a word that nearly all have, that would take long and say little. */
const mostRanked = 5000;
const mostFacts = 20;

/** Finds passages by their words and by their vectors, in one order. */
export function createSearch({
  database,
  embedder,
  index,
}: {
  database: Pick<Database, 'ask'>;
  embedder: Embedder;
  index: VectorIndex;
}) {
  const vectorOf = remembered(embedder);
  return async ({ search, filter, first }: KnowledgeRequest): Promise<KnowledgeFound> => {
    checkSearch(search);
    const [vector] = await Promise.all([vectorOf(search), index.refresh()]);
    // The database looks for words while this process compares vectors.
    const [spelt, { near, coverage }] = await Promise.all([
      byWords(database, search, filter, index.languages()),
      index.nearest(vector, filter, candidates),
    ]);
    const order = fuse({ words: spelt, vectors: near.map(({ id }) => id) }).slice(0, first);
    const vectorRanks = new Map(near.map(({ id, likeness }, place) => [id, { rank: place + 1, likeness }]));
    const wordRanks = new Map(spelt.map((id, place) => [id, place + 1]));
    const rows = await hitsOf(
      database,
      order.map(({ id }) => id),
    );
    const hits = order.flatMap(({ id, score }): KnowledgeHit[] => {
      const row = rows.get(id);
      if (!row) return []; // deleted a moment ago
      const { rank = null, likeness = null } = vectorRanks.get(id) ?? {};
      return [{ ...row, score, wordRank: wordRanks.get(id) ?? null, vectorRank: rank, likeness }];
    });
    return { hits, coverage, about: embedder.about };
  };
}

/** People search for the same again, and page through it: it is asked for, and paid, once. */
const mostRemembered = 500;

function remembered(embedder: Embedder) {
  const known = createBoundedMap<string, Promise<Float32Array>>(mostRemembered);
  return (search: string): Promise<Float32Array> => {
    const vector = known.get(search) ?? embedder.embed([search]).then(({ vectors }) => vectors[0]!);
    known.set(search, vector); // to the end, as the one that was used last
    vector.catch(() => known.delete(search));
    return vector;
  };
}

/** By words that are rare, and where those do not find enough by all of them; the order is by all of them. */
async function byWords(
  { ask }: Pick<Database, 'ask'>,
  search: string,
  filter: KnowledgeFilter,
  languages: readonly string[],
): Promise<string[]> {
  const wanted = lookedFor(search, languages, { table: knowledgeChunks, most: mostRanked });
  const { id, number, document, words } = knowledgeChunks;
  // With OFFSET it is not made a join: PostgreSQL might begin with all documents, and look for the words in each passage of them.
  const inCurrent = sql`EXISTS (SELECT FROM ${knowledgeDocuments} WHERE ${knowledgeDocuments.id} = ${document} AND ${current(filter)} OFFSET 0)`;
  const ranked = (which: SQL) => sql`
    SELECT ${id} AS id, ${number} AS number, ts_rank(${words}, query) AS rank
    FROM wanted, ${knowledgeChunks} WHERE ${which} AND ${inCurrent} LIMIT ${mostRanked}`;
  const { rows } = await ask((db) =>
    db.execute<{ id: string }>(sql`
      WITH wanted AS MATERIALIZED (${wanted}),
      found AS MATERIALIZED (${ranked(sql`${words} @@ rare`)}),
      more AS (${ranked(sql`${words} @@ query AND NOT ${words} @@ rare AND (SELECT count(*) FROM found) < ${candidates}`)})
      SELECT id FROM (SELECT * FROM found UNION ALL SELECT * FROM more) AS either
      ORDER BY rank DESC, number DESC LIMIT ${candidates}`),
  );
  return rows.map(({ id }) => id);
}

/** The same as `matches`. */
function current({ category, source, language, labels, onBehalfOf }: KnowledgeFilter): SQL {
  const { category: itsCategory, source: itsSource, language: itsLanguage, labels: itsLabels } = knowledgeDocuments;
  return sql.join(
    [
      sql`${knowledgeDocuments.state} = 'CURRENT'`,
      sql`${knowledgeDocuments.onBehalfOf} = ANY (${sql.param(['', onBehalfOf ?? ''])}::text[])`,
      ...(category == null ? [] : [sql`${itsCategory} = ${category}`]),
      ...(source == null ? [] : [sql`${itsSource} = ${source}`]),
      ...(language == null ? [] : [sql`${itsLanguage} = ${language}`]),
      ...(labels?.length ? [sql`${itsLabels} @> ${sql.param([...labels])}::text[]`] : []),
    ],
    sql` AND `,
  );
}

type Row = Omit<KnowledgeHit, 'score' | 'wordRank' | 'vectorRank' | 'likeness'>;

async function hitsOf({ ask }: Pick<Database, 'ask'>, ids: readonly string[]): Promise<Map<string, Row>> {
  if (ids.length === 0) return new Map();
  const { id, text, start, end, page } = knowledgeChunks;
  const {
    number: _number,
    fingerprint: _fingerprint,
    signature: _signature,
    bands: _bands,
    ...document
  } = getTableColumns(knowledgeDocuments);
  const [rows, facts] = await Promise.all([
    ask((db) =>
      db
        .select({ id, text, start, end, page, document })
        .from(knowledgeChunks)
        .innerJoin(knowledgeDocuments, eq(knowledgeDocuments.id, knowledgeChunks.document))
        .where(inArray(id, [...ids])),
    ),
    ask((db) =>
      db
        .select({
          chunk: knowledgeFacts.chunk,
          text: knowledgeFacts.text,
          quote: knowledgeFacts.quote,
          start: knowledgeFacts.start,
          end: knowledgeFacts.end,
        })
        .from(knowledgeFacts)
        .where(inArray(knowledgeFacts.chunk, [...ids]))
        .orderBy(asc(knowledgeFacts.position)),
    ),
  ]);
  const byChunk = new Map<string, KnowledgeFact[]>();
  for (const { chunk, ...fact } of facts) byChunk.set(chunk, [...(byChunk.get(chunk) ?? []), fact]);
  return new Map(rows.map((row) => [row.id, { ...row, facts: (byChunk.get(row.id) ?? []).slice(0, mostFacts) }]));
}
