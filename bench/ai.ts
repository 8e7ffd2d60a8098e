/**
 * One call of a model through the kit (written down, reserved in a budget, stored, settled) against the same call with the
 * bare SDK, streamed as well, in the same run against the same fake: what the kit adds to each call.
 */
import Anthropic from '@anthropic-ai/sdk';
import { randomUUID } from 'node:crypto';
import { startFakeAnthropic } from '../src/local/fake-ai/anthropic.ts';
import { noTracing } from '../src/platform/ai/tracing.ts';
import { createDatabase } from '../src/platform/db/database.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { readSettings } from '../src/platform/env.ts';
import { createLog } from '../src/platform/log.ts';
import { createStorage } from '../src/platform/storage.ts';
import { createBudgets } from '../src/services/budgets/budgets.ts';
import { createCalls } from '../workers/kit/ai/call.ts';
import { generateText } from '../workers/kit/ai/text.ts';
import { createAiTools } from '../workers/kit/ai/tools.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { drive, median, report, rounded } from './lib/measure.ts';

const rounds = 7;
const total = 200;

await using stack = await startBenchStack();
const fake = await startFakeAnthropic();
const key = { ANTHROPIC_API_KEY: 'bench', ANTHROPIC_BASE_URL: fake.url };
const settings = readSettings({ ...stack.env, ...key });
const log = createLog('warn');
await migrate(settings.databaseUrl!, log);
const database = createDatabase(settings.databaseUrl!, log);
const storage = createStorage(settings.storage);
const tools = createAiTools({ settings, storage, database, tracing: noTracing, log });
const { signal } = new AbortController();
const messages = [{ role: 'user' as const, content: 'What is in this picture? Answer in one sentence, please.' }];
const maxTokens = 1000;

async function throughKit() {
  const run = randomUUID();
  const shared = {
    run,
    workflowId: run,
    workflow: 'bench',
    labels: ['bench=1'],
    task: ' 1',
    execution: run,
    attempt: 1,
  };
  const calls = createCalls(tools, {
    origin: { ...shared, parents: [], step: 'ask', activity: 'ask' },
    cap: null,
    quota: { users: [], cost: null, runs: null },
    traced: { ...shared, activity: 'bench.ask', startedAt: new Date() },
    repeats: false,
    signal,
    log,
  });
  await generateText(tools, calls, { signal, report: () => {} }, { purpose: 'bench', messages, maxTokens });
}

const sdk = new Anthropic({ apiKey: 'bench', baseURL: fake.url, maxRetries: 0, openTelemetry: false, logLevel: 'off' });
const model = tools.models.defaults.text;
const bare = () => sdk.messages.stream({ model, max_tokens: maxTokens, messages }, { signal }).finalMessage();

async function measure(atOnce: number) {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const both = [
      [throughKit, ours],
      [bare, peer],
    ] as const;
    for (const [work, list] of round % 2 ? both.toReversed() : both) {
      list.push(median((await drive(total, atOnce, work)).times));
    }
  }
  return {
    inFlight: atOnce,
    oursP50: rounded(median(ours)),
    peerP50: rounded(median(peer)),
    overheadMs: rounded(median(ours.map((ms, round) => ms - peer[round]!))),
  };
}

await drive(300, 4, throughKit);
await drive(300, 4, bare);
const without = await measure(1);
await createBudgets(database, new Set()).set({ period: 'DAY', limitUsd: 100_000 });
const budgeted = await measure(1);
const busy = await measure(10);
await fake.close();
await database.close();
storage.close();
report({
  name: 'ai',
  ours: budgeted.oursP50,
  peer: budgeted.peerP50,
  ratio: rounded(budgeted.oursP50 / budgeted.peerP50),
  unit: 'ms, p50 at 1 in flight, under one budget',
  overheadMs: budgeted.overheadMs,
  goalMs: 3,
  results: [
    { ...without, budgets: 0 },
    { ...budgeted, budgets: 1 },
    { ...busy, budgets: 1 },
  ],
});
