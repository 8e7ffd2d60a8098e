import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { landscape } from '../../test/fixtures/landscape.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack();

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
