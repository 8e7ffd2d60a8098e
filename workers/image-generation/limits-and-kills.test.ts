import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { createGenerating, isPictureOf, newPicture, resultOf } from '../../test/generating.ts';
import { useStack } from '../../test/stack.ts';
import { createTcpProxy, type TcpProxy } from '../../test/tcp-proxy.ts';
import { waitFor } from '../../test/wait-for.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';
import { pictureId } from './places.ts';

const fakes = useFakeAi();
const stack = useStack({
  worker: false,
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'media,ai', QUOTA_RUNS_PER_DAY: '2', BUS: 'none' };
  },
});
const { start, made, calls, keys, gallery } = createGenerating(stack);
const asked = (prompt: string) => fakes.openai.requests.filter(isPictureOf(prompt)).length;
const input = () => ({
  prompt: `A kite ${randomUUID()}`,
  size: '256x256',
  quality: 'LOW',
  backends: [{ backend: 'OPENAI' }],
});

/** Of the first three pictures of a run. */
async function filesOf({ id }: { id: string }): Promise<string[]> {
  const { first } = decodeRunId(id)!;
  const files = await Promise.all([0, 1, 2].map((position) => keys(`generated/${pictureId({ first }, position)}`)));
  return files.flat();
}

/** Between the worker and its database. */
let database: TcpProxy;
beforeAll(async () => {
  const url = new URL(stack.env['DATABASE_URL']!);
  database = await createTcpProxy(url.host);
  url.host = database.address;
  stack.env['DATABASE_URL'] = url.href;
  await stack.startWorker();
});
afterAll(() => database?.close());

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
  const wanted = { ...input(), count: 8 };
  const run = await start(wanted, options);
  const end = await run.end('cost { usd }');
  const { images, missing } = end.status === 'COMPLETED' ? resultOf(end) : { images: [], missing: [] };
  expect(end.status === 'FAILED' ? end.failure!.code : missing[0]!.code).toBe('BUDGET_EXCEEDED');
  if (end.status === 'COMPLETED') expect(images.length + missing.length).toBe(8);
  expect((end['cost'] as { usd: number }).usd).toBeLessThanOrEqual(options.maxCostUsd);
  expect(asked(wanted.prompt)).toBeLessThan(8);
});

test('who is not paid by a known price is not asked while a limit holds', async () => {
  const backends = [{ backend: 'HUGGING_FACE' }];
  const run = await start({ ...input(), backends }, { maxCostUsd: 1 });
  expect((await run.end()).failure).toMatchObject({ code: 'PRICE_UNKNOWN' });
  expect(fakes.huggingFace.requests).toEqual([]);
});

test(
  'a worker that is killed costs the call under way at most, and what it has begun to store is stored once',
  { timeout: 180_000 },
  async () => {
    const [making, storing] = [input(), { ...input(), size: '512x512', count: 3, format: 'AVIF' }];
    fakes.openai.script({ when: isPictureOf(making.prompt), image: await newPicture(256, 256) });
    fakes.openai.script({ when: isPictureOf(making.prompt), delayMs: 600_000 });
    const one = await start({ ...making, count: 2 });
    await waitFor(
      'one answered and one under way',
      async () => {
        const rows = await calls(one);
        return rows.filter(({ outcome }) => outcome === 'SUCCEEDED').length === 2 && asked(making.prompt) === 2;
      },
      60_000,
    );
    const other = await start(storing);
    await waitFor('a file without a row', async () => (await filesOf(other)).length > 0, 60_000);
    expect(await gallery({ run: other.id }, 'key')).toEqual([]);
    await stack.worker.stop('SIGKILL');
    await stack.startWorker();
    const outcomes = [];
    for (const [run, count] of [
      [one, 2],
      [other, 3],
    ] as const) {
      const { images, missing } = resultOf(await run.end());
      expect([images.length, missing]).toEqual([count, []]);
      expect(await gallery({ run: run.id }, 'key')).toHaveLength(count);
      expect(await filesOf(run), 'pictures and their thumbnails').toHaveLength(2 * count);
      const rows = (await calls(run)).filter(({ purpose }) => purpose === 'picture');
      outcomes.push(rows.map(({ outcome }) => outcome).toSorted((left, right) => left.localeCompare(right)));
    }
    expect(outcomes).toEqual([
      ['LOST', 'SUCCEEDED', 'SUCCEEDED'],
      ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
    ]);
  },
);

test('a database that is away between charge and store costs no second call', { timeout: 60_000 }, async () => {
  const wanted = input();
  const gate = new EventEmitter();
  fakes.openai.script({ when: isPictureOf(wanted.prompt), until: once(gate, 'open') });
  const run = await start(wanted);
  await waitFor('the call', () => asked(wanted.prompt) === 1, 45_000);
  await database.cut();
  gate.emit('open');
  await sleep(4000); // long enough for attempts to fail of it
  await database.restore();
  expect(resultOf(await run.end()).images).toHaveLength(1);
  expect(asked(wanted.prompt)).toBe(1);
  expect(await calls(run)).toMatchObject([{ purpose: 'moderation' }, { outcome: 'SUCCEEDED', images: 1 }]);
});

test('cancelled while it stores, what is not in the gallery is not in storage', { timeout: 90_000 }, async () => {
  const run = await start({ ...input(), size: '512x512', count: 3, format: 'AVIF' });
  for await (const { progress } of run.states()) if (progress.step === 'store') break;
  await run.cancel();
  const { status } = await run.end();
  const rows = await gallery({ run: run.id }, 'key');
  expect(status === 'CANCELED' ? rows : []).toEqual([]);
  expect(await filesOf(run)).toHaveLength(rows.length * 2);
});
