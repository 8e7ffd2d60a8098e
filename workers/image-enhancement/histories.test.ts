import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { landscape } from '../../test/fixtures/landscape.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'media,ai' };
  },
});
const byModel = { backend: 'OPENAI', prompt: 'Make it brighter.' };

test('the history of a completed run replays', async () => {
  const source = await stack.put(readFileSync(landscape), 'landscape.jpg');
  const run = await stack.start('imageEnhancement', { source });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  await keepHistory(stack, run, 'completed');
});

test('the history of a failed run replays', async () => {
  const source = await stack.put(Buffer.from('not an image'), 'text.jpg');
  const run = await stack.start('imageEnhancement', { source });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'UNSUPPORTED_FORMAT' } });
  await keepHistory(stack, run, 'failed');
});

test('the history of a run that is cancelled while it enhances replays', async () => {
  const source = await stack.put(readFileSync(landscape), 'landscape.jpg');
  const run = await stack.start('imageEnhancement', { source, local: { denoise: 3, upscale: 4 } });
  let asked: Promise<unknown> | undefined;
  let status: string | undefined;
  for await (const state of run.states()) {
    ({ status } = state);
    if (state.progress.step === 'enhance') {
      asked ??= run.cancel();
    }
  }
  expect(status).toBe('CANCELED');
  await asked;
  await keepHistory(stack, run, 'cancelled');
});

test('the history of a run that a model has edited for replays', async () => {
  fakes.openai.script({ status: 429, headers: { 'retry-after': '1' } });
  const source = await stack.put(readFileSync(landscape), 'landscape.jpg');
  const run = await stack.start('imageEnhancement', { source, ...byModel });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  await keepHistory(stack, run, 'openai-completed');
});

test('the history of a run whose picture nobody makes replays', async () => {
  fakes.openai.script({ status: 400, error: { code: 'moderation_blocked' } });
  const source = await stack.put(readFileSync(landscape), 'landscape.jpg');
  const run = await stack.start('imageEnhancement', { source, ...byModel });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'MODERATION_BLOCKED' } });
  await keepHistory(stack, run, 'openai-blocked');
});

test('the history of a run that is cancelled while a model works replays', async () => {
  fakes.openai.script({ hang: 'before' });
  const source = await stack.put(readFileSync(landscape), 'landscape.jpg');
  const run = await stack.start('imageEnhancement', { source, ...byModel });
  for await (const { progress } of run.states()) {
    if (progress.message === 'enhance: waiting for gpt-image-2.6-sunburst') break; // what people see meanwhile
  }
  await waitFor('the call', () => fakes.openai.requests.length === 1);
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  expect(fakes.openai.requests).toMatchObject([{ outcome: 'left' }]);
  await keepHistory(stack, run, 'openai-cancelled');
});
