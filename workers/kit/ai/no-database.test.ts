import { expect, test } from 'vitest';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { noTracing } from '../../../src/platform/ai/tracing.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { createLog } from '../../../src/platform/log.ts';
import { createStorage } from '../../../src/platform/storage.ts';
import { createCalls } from './call.ts';
import { generateText } from './text.ts';
import { createAiTools } from './tools.ts';

const fakes = useFakeAi();

test('without a database no call is made, and the failure says what to set', async () => {
  const settings = readSettings(fakes.env);
  const storage = createStorage(settings.storage);
  const log = createLog('silent');
  const tools = createAiTools({ settings, storage, database: null, tracing: noTracing, log });
  const { signal } = new AbortController();
  const shared = {
    run: 'first',
    workflowId: 'w',
    workflow: 'w',
    labels: [],
    task: '1',
    execution: 'first',
    attempt: 1,
  };
  const calls = createCalls(tools, {
    origin: { ...shared, parents: [], step: null, activity: 'ask' },
    cap: null,
    quota: { users: [], cost: null, runs: null },
    traced: { ...shared, activity: 'w.ask', startedAt: new Date() },
    repeats: false,
    signal,
    log,
  });
  const messages = [{ role: 'user' as const, content: 'Are you there?' }];
  const asked = generateText(tools, calls, { signal, report: () => {} }, { purpose: 'talk', messages });
  const message = expect.stringContaining('set DATABASE_URL');
  await expect(asked).rejects.toMatchObject({ type: 'DATABASE_NEEDED', nonRetryable: true, message });
  expect(fakes.anthropic.requests).toEqual([]);
  storage.close();
});
