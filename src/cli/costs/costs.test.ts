import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { startFakeLangfuse, type FakeLangfuse } from '../../local/fake-ai/langfuse.ts';
import { createTracing, type Tracing } from '../../platform/ai/tracing.ts';
import { processEnv, readSettings } from '../../platform/env.ts';
import { createLog } from '../../platform/log.ts';
import { toUsd } from '../../services/budgets/usd.ts';
import { createGenerations } from '../../services/generations/generations.ts';
import { compareCosts } from './costs.ts';

const database = useDatabase();
const entry = fileURLToPath(new URL('../../../tools/tempograph.mjs', import.meta.url));
let fake: FakeLangfuse;
beforeAll(async () => {
  fake = await startFakeLangfuse();
});
afterAll(() => fake.close());

const keys = () => ({
  LANGFUSE_PUBLIC_KEY: fake.publicKey,
  LANGFUSE_SECRET_KEY: fake.secretKey,
  LANGFUSE_BASE_URL: fake.url,
  LANGFUSE_TRACING_ENVIRONMENT: 'shop',
});
const today = new Date().toISOString().slice(0, 10);
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

const days = { from: new Date(yesterday), to: new Date(Date.now() + 86_400_000) };

const compare = (env: Record<string, string> = {}) =>
  compareCosts(database, readSettings({ ...keys(), ...env }).langfuse!, days);

/** `npx tempograph costs compare` without npx, in a folder that is no checkout. */
async function tempograph(env: Record<string, string>) {
  const { PATH, HOME } = processEnv();
  const child = spawn(process.execPath, [entry, 'costs', 'compare', '--from', yesterday, '--to', today], {
    env: { PATH, HOME, DATABASE_URL: database.url, ...env },
    cwd: os.tmpdir(),
  });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (seen.out += chunk));
  child.stderr.on('data', (chunk) => (seen.err += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...seen };
}

/** A call that our books have and, unless `tracing` is left out, Langfuse as well. */
async function call(model: string, cost: number | null, tracing?: Tracing) {
  const id = randomUUID();
  const made = newCall({ model, reserved: cost });
  const startedAt = new Date();
  await createGenerations(database).begin(id, made);
  await createGenerations(database).settle(id, callEnd(cost));
  tracing?.record({
    ...made,
    id,
    attempt: { ...made, startedAt },
    parameters: {},
    input: 'Hello',
    usage: null,
    costUsd: cost === null ? null : toUsd(cost),
    startedAt,
    endedAt: new Date(),
    outcome: 'SUCCEEDED',
  });
}

test('our books are held against those of Langfuse, by day and model', { timeout: 120_000 }, async () => {
  expect(await compare()).toEqual({ lines: [], unpriced: 0, agree: true });

  const tracing = await createTracing(readSettings(keys()), createLog('silent'));
  for (let n = 0; n < 30; n += 1) await call('large', 333_333, tracing);
  await call('small', 7, tracing);
  await call('unpriced', null, tracing);
  await tracing.close();
  const same = await compare();
  expect(same).toMatchObject({ unpriced: 1, agree: true });
  const large = same.lines.find(({ model }) => model === 'large')!;
  expect(large.ours).toBeCloseTo(9.999_99, 9);
  expect(large.langfuse).toBeCloseTo(9.999_99, 9);
  expect((await compare({ LANGFUSE_TRACING_ENVIRONMENT: 'other' })).agree, 'another deployment').toBe(false);

  await call('large', 10_000);
  expect((await compare()).agree, 'a cent').toBe(true);
  await call('large', 2);
  expect((await compare()).agree, 'more than a cent').toBe(false);
  const [told, keyless] = await Promise.all([tempograph(keys()), tempograph({})]);
  expect(told).toMatchObject({ code: 1, err: expect.stringMatching(/^Calls of models without .*: 1\nThey differ\./) });
  expect(told.out).toMatch(/^DAY +MODEL +OURS +LANGFUSE +DIFFERENCE\n/);
  expect(told.out).toMatch(/^total +10\.009999 +9\.999997 +0\.010002$/m);
  expect(keyless).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^LANGFUSE_PUBLIC_KEY: Set it .*\n$/) });
});

test('what keeps them from being compared is said, with what to do', async () => {
  const wrongSecret = compare({ LANGFUSE_SECRET_KEY: 'sk-lf-wrong' });
  await expect(wrongSecret).rejects.toThrow(/^LANGFUSE_PUBLIC_KEY: .* does not accept this key/);
  const away = compare({ LANGFUSE_BASE_URL: 'http://127.0.0.1:1' });
  await expect(away).rejects.toThrow(/^LANGFUSE_BASE_URL: .* does not answer: /);
  fake.script({ status: 404 });
  await expect(compare()).rejects.toThrow(/^LANGFUSE_BASE_URL: .* has no metrics API v2/);
  fake.script({ malformed: true });
  await expect(compare()).rejects.toThrow(/^Langfuse gave sums that make no sense/);
  fake.script({ status: 500 });
  await expect(compare()).rejects.toThrow(/^Langfuse at .* answers with 500/);
  fake.script();
});
