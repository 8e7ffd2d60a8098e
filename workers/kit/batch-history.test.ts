import { expect, test } from 'vitest';
import { createBatchClient } from '../../test/batch-client.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack();
const batches = createBatchClient(stack, 'ImageEnhancement');

test('the history of a batch replays', async () => {
  const inputs = await Promise.all(
    ['no image', 'no image either', 'nor this'].map(async (text) => ({
      source: await stack.put(Buffer.from(text), 'photo.jpg'),
    })),
  );
  const run = await batches.start({ inputs }, { concurrency: 2 });
  expect(await batches.end(run)).toMatchObject({ status: 'COMPLETED', done: 0, failed: 3 });
  await keepHistory(stack, run, 'batch');
});

test('the history of a batch that stops replays', async () => {
  const source = await stack.put(Buffer.from('no image'), 'photo.jpg');
  const run = await batches.start({ inputs: [{ source }] }, { onFailure: 'STOP' });
  expect(await batches.end(run)).toMatchObject({ status: 'FAILED', failed: 1 });
  await keepHistory(stack, run, 'batch-stopped');
});

test('the history of a batch whose items were done before replays', async () => {
  const source = await stack.put(Buffer.from('no image'), 'photo.jpg');
  const alone = await stack.start('imageEnhancement', { source });
  const run = await batches.start({ inputs: [{ source }] });
  await alone.end();
  expect(await batches.end(run)).toMatchObject({ status: 'COMPLETED', failed: 1 });
  await keepHistory(stack, run, 'batch-beside-another');
});
