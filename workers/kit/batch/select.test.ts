import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { batchFields } from '../../../test/batch-client.ts';
import { long } from '../../../test/long.ts';
import { useStack } from '../../../test/stack.ts';
import { encodeRunId } from '../../../src/services/runs/run-id.ts';

const stack = useStack({ env: { TASK_QUEUES: 'media' } });
/** Of the longer form: more than one execution takes. */
const size = long ? 620 : 20;

/** A batch as a schedule starts it, or anyone who knows Temporal. */
async function end(type: string, input: object) {
  const workflowId = `evening-${randomUUID()}`;
  const { firstExecutionRunId: first } = await stack.temporal.client.workflow.start(type, {
    args: [input],
    taskQueue: 'media',
    workflowId,
  });
  return stack.run(encodeRunId({ workflowId, first })).end(batchFields);
}
const select = (more: object = {}) => ({
  select: { bucket: stack.storage.workBucket, prefix: `${randomUUID()}/`, ...more },
});

test.each([
  [
    'settings',
    'imageEnhancementBatch',
    () => select({ settings: { local: { upscale: 9 } } }),
    'select.settings.local.upscale',
  ],
  ['a glob', 'imageEnhancementBatch', () => select({ glob: '{a' }), 'select.glob'],
  ['a workflow', 'paintingBatch', select, 'no workflow painting'],
])('%s that does not fit when the batch begins is told by a code', async (_what, type, input, message) => {
  expect(await end(type, input())).toMatchObject({
    status: 'FAILED',
    failure: { code: 'SELECTION_INVALID', message: expect.stringContaining(message), step: 'select', attempts: 1 },
  });
});

test('what is no batch at all is refused, and says what is missing', async () => {
  expect(await end('imageEnhancementBatch', {})).toMatchObject({
    status: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining('what to select') },
  });
});

async function fill({ bucket, prefix }: { bucket: string; prefix: string }, count: number) {
  const write = (n: number) =>
    stack.storage.write({ bucket, key: `${prefix}${n}.jpg` }, Buffer.from(`no image ${n}`), {
      contentType: 'image/jpeg',
    });
  for (let from = 0; from < count; from += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - from) }, (_, n) => write(from + n)));
  }
}

test(`of ${size} objects that match every one is an item`, { timeout: long ? 600_000 : 120_000 }, async () => {
  const input = select();
  await fill(input.select, size);
  expect(await end('imageEnhancementBatch', { ...input, concurrency: 50 })).toMatchObject({
    status: 'COMPLETED',
    itemWorkflow: 'imageEnhancement',
    total: size,
    failed: size,
    progress: { percent: 100 },
  });
});

test.runIf(long)('more objects than a batch takes are told by a code', { timeout: 600_000 }, async () => {
  const input = select();
  await fill(input.select, 10_001);
  expect(await end('imageEnhancementBatch', input)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'TOO_MANY_OBJECTS', message: expect.stringContaining('select fewer') },
  });
});
