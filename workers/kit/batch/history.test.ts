import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBatchClient } from '../../../test/batch-client.ts';
import { keepHistory } from '../../../test/keep-history.ts';
import { useStack } from '../../../test/stack.ts';
import { encodeRunId } from '../../../src/services/runs/run-id.ts';

const stack = useStack({ env: { TASK_QUEUES: 'media' } });
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

/** A batch as a schedule starts it. */
async function startSelecting(select: object, more: object = {}) {
  const workflowId = `evening-${randomUUID()}`;
  const { firstExecutionRunId: first } = await stack.temporal.client.workflow.start('imageEnhancementBatch', {
    args: [{ select, ...more }],
    taskQueue: 'media',
    workflowId,
  });
  return stack.run(encodeRunId({ workflowId, first }));
}

test('the history of a batch that selects its items replays', async () => {
  const { bucket, key } = await stack.put(Buffer.from('no image'), 'a.jpg');
  const prefix = key.replace('a.jpg', '');
  await stack.storage.write({ bucket, key: `${prefix}b.jpg` }, Buffer.from('nor this'), { contentType: 'image/jpeg' });
  const run = await startSelecting({ bucket, prefix, glob: '*.jpg' }, { concurrency: 1 });
  expect(await batches.end(run)).toMatchObject({ status: 'COMPLETED', total: 2, done: 0, failed: 2 });
  await keepHistory(stack, run, 'batch-selected');
});

test('the history of a batch that finds nothing to do replays', async () => {
  const run = await startSelecting({ bucket: stack.storage.workBucket, prefix: `${randomUUID()}/` });
  expect(await batches.end(run)).toMatchObject({
    status: 'COMPLETED',
    total: 0,
    progress: { percent: 100 },
    resultJson: { total: 0, done: 0, skipped: 0, failed: 0 },
  });
  await keepHistory(stack, run, 'batch-selected-nothing');
});

test('the history of a batch that cannot select replays', async () => {
  const run = await startSelecting({ bucket: 'elsewhere' });
  expect(await batches.end(run)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'BUCKET_NOT_ALLOWED', step: 'select', message: expect.stringContaining('S3_ALLOWED_BUCKETS') },
  });
  await keepHistory(stack, run, 'batch-not-selected');
});
