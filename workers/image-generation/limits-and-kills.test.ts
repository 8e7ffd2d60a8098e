import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { createGenerating, newPicture, resultOf } from '../../test/generating.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'media,ai', QUOTA_RUNS_PER_DAY: '2', BUS: 'none' };
  },
});
const { start, made, calls, keys, gallery } = createGenerating(stack);
const isPicture = ({ path }: { path: string }) => path.startsWith('/v1/images');
const asked = () => fakes.openai.requests.filter(isPicture).length;
const input = () => ({
  prompt: `A kite ${randomUUID()}`,
  size: '256x256',
  quality: 'LOW',
  backends: [{ backend: 'OPENAI' }],
});

test('a quota of an end user holds, and nothing is asked beyond it', async () => {
  const onBehalfOf = randomUUID();
  for (const _ of [1, 2]) await made({ ...input(), onBehalfOf });
  const before = fakes.openai.requests.length;
  const run = await start({ ...input(), onBehalfOf });
  expect((await run.end()).failure).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  expect(fakes.openai.requests).toHaveLength(before);
});

test('what a run may cost holds: what was made is kept, and the others say why not', async () => {
  const options = { maxCostUsd: 0.01 }; // two or three of them may cost that
  const run = await start({ ...input(), count: 8 }, options);
  const end = await run.end('cost { usd }');
  const { images, missing } = end.status === 'COMPLETED' ? resultOf(end) : { images: [], missing: [] };
  expect(end.status === 'FAILED' ? end.failure!.code : missing[0]!.code).toBe('BUDGET_EXCEEDED');
  if (end.status === 'COMPLETED') expect(images.length + missing.length).toBe(8);
  expect((end['cost'] as { usd: number }).usd).toBeLessThanOrEqual(options.maxCostUsd);
  expect(asked()).toBeLessThan(8);
});

test('who is not paid by a known price is not asked while a limit holds', async () => {
  const backends = [{ backend: 'HUGGING_FACE' }];
  const run = await start({ ...input(), backends }, { maxCostUsd: 1 });
  expect((await run.end()).failure).toMatchObject({ code: 'PRICE_UNKNOWN' });
  expect(fakes.huggingFace.requests).toEqual([]);
});

test(
  'a worker that is killed while a picture is made costs that call at most, and the run ends well',
  { timeout: 90_000 },
  async () => {
    fakes.openai.script({ when: isPicture, image: await newPicture(256, 256) });
    fakes.openai.script({ when: isPicture, delayMs: 600_000 });
    const run = await start({ ...input(), count: 2 });
    await waitFor('one answered and one under way', async () => {
      const rows = await calls(run);
      return rows.filter(({ outcome }) => outcome === 'SUCCEEDED').length === 2 && asked() === 2;
    });
    await stack.worker.stop('SIGKILL');
    await stack.startWorker();
    const { images, missing } = resultOf(await run.end());
    expect([images.length, missing]).toEqual([2, []]);
    const rows = (await calls(run)).filter(({ purpose }) => purpose === 'picture');
    expect(rows.map(({ outcome }) => outcome).toSorted((one, other) => one.localeCompare(other))).toEqual([
      'LOST',
      'SUCCEEDED',
      'SUCCEEDED',
    ]);
  },
);

test('cancelled while it stores, what is not in the gallery is not in storage', { timeout: 90_000 }, async () => {
  const before = (await keys('generated/')).length;
  const run = await start({ ...input(), size: '1024x1024', count: 3, format: 'AVIF' });
  for await (const { progress } of run.states()) if (progress.step === 'store') break;
  await run.cancel();
  const { status } = await run.end();
  const rows = await gallery({ run: run.id }, 'key');
  expect(status === 'CANCELED' ? rows : []).toEqual([]);
  expect((await keys('generated/')).length - before).toBe(rows.length * 2);
});
