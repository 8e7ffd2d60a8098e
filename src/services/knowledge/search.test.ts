import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { documentRow } from '../../../test/knowledge-rows.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { useStack } from '../../../test/stack.ts';
import { knowledgeChunks } from '../../platform/db/tables/knowledge-chunks.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import type { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import { embedderName } from '../../platform/embeddings/embedder.ts';
import { hashedEmbedder } from '../../platform/embeddings/hashed.ts';
import { createLog } from '../../platform/log.ts';
import { createGenerations } from '../generations/generations.ts';
import { createKnowledge } from './knowledge.ts';
import { lookedFor, searchable } from './words.ts';

const stack = useStack({ worker: false });
const log = createLog('silent');
const knowledge = (vectorBytes = 1e9) =>
  createKnowledge({
    database: stack.database,
    embedder: hashedEmbedder,
    settings: { knowledge: { vectorBytes } },
    log,
  });

/** Learns a text of one passage. */
async function learn(text: string, more: Partial<typeof knowledgeDocuments.$inferInsert> = {}) {
  const { document, chunk } = await documentRow(stack.database, text, { category: 'search', ...more });
  const { vectors } = await hashedEmbedder.embed([text]);
  await stack.database.ask((db) =>
    db
      .update(knowledgeChunks)
      .set({
        embedder: embedderName(hashedEmbedder),
        vector: vectors[0]!,
        words: searchable(text, more.language ?? null),
      })
      .where(sql`id = ${chunk}`),
  );
  return { document, chunk };
}

const question = `query ($search: String!, $filter: KnowledgeFilter, $first: Int) {
  knowledge(search: $search, filter: $filter, first: $first) {
    hits {
      id text start end wordRank vectorRank likeness score
      document { id source version category language onBehalfOf }
      facts { text quote }
    }
    searchedByVector leftOut about
  }
}`;
interface Found {
  hits: { id: string; text: string; wordRank: number | null; vectorRank: number | null; document: { id: string } }[];
  searchedByVector: number;
  leftOut: number;
}
const search = async (words: string, filter: object = {}, first = 10) => {
  const { data, errors } = await stack.graphql(question, { search: words, filter, first });
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['knowledge'] as Found;
};
const idsOf = ({ hits }: Found) => hits.map(({ id }) => id);

test('a passage is found by its words, by their stems, and by words that are written alike, with where it is', async () => {
  const text = 'The ferries to Terschelling leave the harbour of Harlingen twice a day.';
  const { chunk, document } = await learn(text, { language: 'en' });
  await learn('A recipe for onion soup with cheese.', { language: 'en' });
  const [hit] = (await search('When does the ferry leave?')).hits;
  expect(hit).toMatchObject({
    id: chunk,
    text,
    wordRank: 1,
    vectorRank: 1,
    start: 0,
    end: text.length,
    document: { id: document },
  });
  expect(hit).toMatchObject({ facts: [{ quote: text }] });
  const misspelt = (await search('ferrries Tershellyng')).hits[0];
  expect(misspelt).toMatchObject({ id: chunk, wordRank: null, vectorRank: 1 });
});

describe('a filter', () => {
  test.each([
    ['category', { category: 'a' }, { category: 'a' }, { category: 'b' }],
    ['language', { language: 'nl' }, { language: 'nl' }, { language: 'en' }],
    ['labels', { labels: [{ key: 'k', value: 'v' }] }, { labels: ['k=v', 'x=y'] }, { labels: ['x=y'] }],
  ])('by %s leaves out the others, of words and of vectors', async (_name, filter, one, other) => {
    const word = randomUUID();
    const { chunk } = await learn(`Lighthouse ${word}.`, one);
    await learn(`Lighthouse  ${word}.`, other);
    const withWord = async (given: object) =>
      (await search(word, given, 100)).hits.flatMap(({ id, text }) => (text.includes(word) ? id : []));
    expect(await withWord({})).toHaveLength(2);
    expect(await withWord(filter)).toEqual([chunk]);
  });

  test('is always there for whom something was learned: nobody sees what is of another', async () => {
    const word = randomUUID();
    const { chunk: ours } = await learn(`Secret ${word} of everybody.`);
    const { chunk: adas } = await learn(`Secret ${word} of Ada.`, { onBehalfOf: 'ada' });
    const { chunk: bos } = await learn(`Secret ${word} of Bo.`, { onBehalfOf: 'bo' });
    const seen = async (filter: object) => idsOf(await search(word, filter, 100));
    expect(await seen({})).toContain(ours);
    for (const id of [adas, bos]) expect(await seen({})).not.toContain(id);
    expect(await seen({ onBehalfOf: 'ada' })).toEqual(expect.arrayContaining([ours, adas]));
    expect(await seen({ onBehalfOf: 'ada' })).not.toContain(bos);
  });
});

test('what is learned, replaced or deleted is found, or not, by the next search', async () => {
  const word = randomUUID();
  expect(idsOf(await search(word, { category: word }))).toEqual([]);
  const { chunk, document } = await learn(`Windmill ${word}.`, { category: word });
  expect(idsOf(await search(word, { category: word }))).toEqual([chunk]);
  await stack.database.pool.query(`UPDATE knowledge_documents SET state = 'REPLACED' WHERE id = $1`, [document]);
  expect(idsOf(await search(word, { category: word }))).toEqual([]);
  const [run, answered] = [randomUUID(), randomUUID()];
  const again = await learn(`Windmill ${word}, again.`, { category: word, run });
  const calls = createGenerations(stack.database);
  await calls.begin(answered, newCall({ run }));
  await calls.settle(answered, callEnd(1, { answer: { text: `A windmill, ${word}.` } }));
  const remove = `mutation ($id: ID!) { deleteKnowledge(id: $id) { __typename ... on KnowledgeDeleted { version } ... on Error { code } } }`;
  const { data } = await stack.graphql(remove, { id: again.document });
  expect(data).toEqual({ deleteKnowledge: { __typename: 'KnowledgeDeleted', version: 1 } });
  expect(idsOf(await search(word, { category: word }))).toEqual([]);
  const [call] = await stack.database.ask((db) => db.select().from(generations).where(eq(generations.id, answered)));
  expect(call, 'what a model has answered about it is gone, too').toMatchObject({ answer: null, cost: 1 });
  expect((await stack.graphql(remove, { id: again.document })).data).toMatchObject({
    deleteKnowledge: { code: 'KNOWLEDGE_NOT_FOUND' },
  });
});

test('what the memory has no room for is found by its words alone, and the answer says how much that is', async () => {
  const word = randomUUID();
  await learn(`Old ${word}.`, { category: word });
  await learn(`New ${word}.`, { category: word });
  const small = knowledge(4 * hashedEmbedder.dimensions!);
  const found = await small.search({ search: word, filter: { category: word }, first: 10 });
  const ranks = found.hits.map(({ text, vectorRank }): [string, number | null] => [text.slice(0, 3), vectorRank]);
  expect(Object.fromEntries(ranks)).toEqual({ New: 1, Old: null });
  expect(found.coverage.left).toBeGreaterThan(0);
});

test('words that nearly all texts have are those that a large table is searched by last', async () => {
  for (let at = 0; at < 6; at++) await learn(`Everywhere ${at}.`);
  await learn('Everywhere and zeppelin.');
  await stack.database.pool.query('ANALYZE knowledge_chunks');
  const lookFor = async (words: string) => {
    const wanted = lookedFor(words, [], { table: knowledgeChunks, most: 3 });
    return (await stack.database.ask((db) => db.execute<{ query: string; rare: string }>(wanted))).rows[0];
  };
  expect(await lookFor('everywhere zeppelin')).toEqual({ query: "'everywhere' | 'zeppelin'", rare: "'zeppelin'" });
  expect(await lookFor('everywhere')).toEqual({ query: "'everywhere'", rare: "'everywhere'" });
  expect(idsOf(await search('everywhere zeppelin'))).not.toHaveLength(1);
});

test('a search without words, one of signs alone, and one that is too long', async () => {
  expect(idsOf(await search('?!'))).toEqual([]);
  expect(idsOf(await search(`it's a "quote" \\ & | ! ( : *`))).toBeDefined();
  for (const wrong of [' ', 'x'.repeat(1001)]) await expect(search(wrong)).rejects.toThrow(/1 to 1000 characters/);
});
