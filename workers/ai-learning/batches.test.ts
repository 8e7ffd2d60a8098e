import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBatchClient } from '../../test/batch-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { storedKnowledge } from '../../test/learning.ts';
import { useStack } from '../../test/stack.ts';
import { triggerOf } from '../../test/triggered.ts';

/** Nothing is scripted: what the fake model says by itself can be learned, as `npm start -- --fake-ai` shows. */
const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'ai' };
  },
});
const batches = createBatchClient(stack, 'AiLearning');

const put = (prefix: string, name: string) =>
  stack.storage.write(
    { bucket: stack.storage.workBucket, key: `${prefix}${name}.txt` },
    Buffer.from(
      `The harbour of ${name} was dug in the days of ${name}. ${name} has a lock, and a bridge that opens at noon.`,
    ),
    { contentType: 'text/plain' },
  );
const sourcesOf = async (prefix: string) =>
  (await storedKnowledge(stack)).documents
    .map(({ source }) => String(source))
    .filter((source) => source.includes(prefix))
    .toSorted();

test(
  'documents of a prefix are learned as a batch, and a schedule learns those that have come since',
  { timeout: 150_000 },
  async () => {
    const prefix = `harbours-${randomUUID()}/`;
    const bucket = stack.storage.workBucket;
    await Promise.all([put(prefix, 'Dokkum'), put(prefix, 'Sneek')]);
    const settings = { category: 'harbours' };
    const select = { bucket, prefix, settings };
    const end = await batches.end(await batches.start({ select }));
    expect(end).toMatchObject({ status: 'COMPLETED', total: 2, done: 2, failed: 0 });
    expect(await sourcesOf(prefix)).toEqual(['Dokkum', 'Sneek'].map((name) => `${bucket}/${prefix}${name}.txt`));

    await put(prefix, 'Stavoren');
    const run = await triggerOf(stack, { aiLearningBatch: { select } });
    expect(await batches.end(stack.run(run))).toMatchObject({ status: 'COMPLETED', total: 3, done: 3, failed: 0 });
    expect(await sourcesOf(prefix)).toHaveLength(3);
    const { facts, documents } = await storedKnowledge(stack);
    expect(documents.at(-1)).toMatchObject({
      category: 'harbours',
      version: 1,
      summary: expect.stringContaining('Stavoren'),
    });
    expect(facts.some(({ quote }) => String(quote).startsWith('The harbour of Stavoren'))).toBe(true);
  },
);

test('progress counts the parts of a content, step by step', async () => {
  const text = Array.from({ length: 1500 }, (_, at) => `Ship ${at} came in with ${at * 3} barrels of herring.`).join(
    ' ',
  );
  const document = await stack.put(Buffer.from(text), 'ships.txt');
  const run = await stack.start('aiLearning', { document });
  const seen = new Map<string, Set<string>>();
  let percent = 0;
  for await (const state of run.states('... on AiLearningRun { detail { characters facts dropped } }')) {
    const { progress, detail } = state;
    if (detail) expect(detail).toMatchObject({ characters: text.length });
    expect(progress.percent ?? percent).toBeGreaterThanOrEqual(percent);
    percent = progress.percent ?? percent;
    if (progress.step && progress.total !== null)
      seen.set(progress.step, (seen.get(progress.step) ?? new Set()).add(`${progress.total}`));
    if (state.status === 'RUNNING') continue;
    expect(state).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 } });
  }
  const { passages, ...result } = (await run.end()).resultJson as { passages: number };
  expect(result).toMatchObject({ facts: 9, dropped: 1 });
  const totals = Object.fromEntries([...seen].map(([step, all]) => [step, [...all]]));
  // Moments may be missed by who looks on; what is seen is a count of what there is.
  expect({ judge: ['3'], understand: ['3'], read: [`${text.length}`], store: [`${passages}`] }).toMatchObject(totals);
  expect(Object.keys(totals).length).toBeGreaterThan(0);
});
