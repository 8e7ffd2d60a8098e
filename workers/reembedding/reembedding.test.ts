import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { documentRow } from '../../test/knowledge-rows.ts';
import { memoryRow } from '../../test/memory-rows.ts';
import { useStack } from '../../test/stack.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return {
      ...fakes.env,
      BUS: 'none',
      TASK_QUEUES: 'ai',
      EMBEDDINGS_MODEL: 'text-embedding-3-small',
      EMBEDDINGS_DIMENSIONS: '64',
    };
  },
});

const embedders = async (table: 'knowledge_chunks' | 'memories') => {
  const { rows } = await stack.database.pool.query<{ embedder: string; bytes: number; count: number }>(
    `SELECT embedder, length(vector)::integer AS bytes, count(*)::integer AS count FROM ${table} GROUP BY 1, 2 ORDER BY 1`,
  );
  return rows;
};
/** Memories with vectors of a provider that is not asked any more. */
const oldMemories = (count: number) =>
  stack.database.pool.query(
    `INSERT INTO memories (id, subject, kind, text, confidence, valid_from, retention, words, embedder, vector)
    SELECT gen_random_uuid(), 'many', 'FACT', 'Memory ' || n, 1, now(), 'LONG', 'memory', 'other/one', '\\x'
    FROM generate_series(1, $1::integer) AS n`,
    [count],
  );
const ours = () => `${new URL(fakes.openai.url).host}/text-embedding-3-small/64`;

test('vectors are made anew, of passages and of memories', async () => {
  const word = randomUUID();
  await documentRow(stack.database, `A passage of ${word}.`);
  await memoryRow(stack.database, { subject: word, text: `The user knows ${word}.` });
  const query = `query ($search: String!) { knowledge(search: $search) { leftOut hits { vectorRank } } }`;
  const search = async () => (await stack.graphql(query, { search: word })).data!['knowledge'];
  expect(await search()).toEqual({ leftOut: 1, hits: [{ vectorRank: null }] });

  const run = await stack.start('reembedding', {});
  expect((await run.end()).resultJson).toMatchObject({ model: 'text-embedding-3-small/64', passages: 1, memories: 1 });
  for (const table of ['knowledge_chunks', 'memories'] as const)
    expect(await embedders(table)).toEqual([{ embedder: ours(), bytes: 256, count: 1 }]);
  expect(await search()).toEqual({ leftOut: 0, hits: [{ vectorRank: 1 }] });

  const again = await stack.start('reembedding', {});
  expect((await again.end()).resultJson, 'there is nothing left to do').toMatchObject({ passages: 0, memories: 0 });
});

test('a killed worker costs what it has begun, and progress counts what is done', { timeout: 120_000 }, async () => {
  await oldMemories(700);
  fakes.openai.reset();
  fakes.openai.script({}, {}, {}, {}, {}, { delayMs: 3000 });
  const run = await stack.start('reembedding', {});
  for await (const { progress } of run.states()) {
    expect(progress.total ?? 700).toBe(700);
    if ((progress.done ?? 0) >= 256) break;
  }
  await stack.worker.stop('SIGKILL');
  await stack.startWorker();
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect((await embedders('memories')).map(({ embedder }) => embedder)).toEqual([ours()]);
  const asked = fakes.openai.requests.flatMap(({ body }) => body?.embeddings?.input ?? []);
  expect(asked.length, 'at most what was under way is asked for twice').toBeLessThanOrEqual(700 + 64);
});

test('cancelled, it leaves each vector whole, an old one or a new one, and the history of that replays', async () => {
  await oldMemories(300);
  fakes.openai.script({}, { hang: 'before' });
  const run = await stack.start('reembedding', { from: 'other/one' });
  for await (const { progress } of run.states()) if (progress.step) break;
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  for (const { embedder, bytes } of await embedders('memories')) expect(bytes).toBe(embedder === ours() ? 256 : 0);
  await keepHistory(stack, run, 'cancelled');
});

test('the history of going back to vectors that no provider makes', async () => {
  await memoryRow(stack.database, { subject: 'back', text: 'The user goes back.', embedder: ours() });
  await stack.worker.stop();
  for (const name of ['EMBEDDINGS_MODEL', 'EMBEDDINGS_DIMENSIONS']) delete stack.env[name];
  await stack.startWorker();
  const run = await stack.start('reembedding', {});
  const { resultJson } = await run.end();
  expect(resultJson).toMatchObject({ provider: 'hashed', memories: expect.any(Number) });
  for (const table of ['knowledge_chunks', 'memories'] as const)
    for (const { embedder } of await embedders(table)) expect(embedder).toBe('hashed/character-ngrams-1');
  await keepHistory(stack, run, 'completed');
});
