import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { keepHistory } from '../../../test/keep-history.ts';
import { useStack } from '../../../test/stack.ts';
import { decodeRunId } from '../../../src/services/runs/run-id.ts';

const stack = useStack({ env: { TASK_QUEUES: 'media' } });
const hourMs = 3600_000;

/** A backfill of the last hours of a schedule that enhances what is no image, or does something else. */
async function start(hours: number, concurrency: number, other?: object) {
  const source = await stack.put(Buffer.from('no image'), 'photo.jpg');
  const { data, errors } = await stack.graphql(
    `mutation($input: CreateScheduleInput!, $id: ID!, $from: DateTime!, $to: DateTime!, $concurrency: Int!) {
      createSchedule(input: $input) { __typename }
      backfillSchedule(id: $id, from: $from, to: $to, concurrency: $concurrency, dryRun: false) {
        ... on ScheduleBackfill { run { id } }
      }
    }`,
    options(`test-${randomUUID()}`, other ?? { imageEnhancement: { source } }),
  );
  expect(errors).toBeUndefined();
  const { run } = data!['backfillSchedule'] as { run: { id: string } };
  return stack.run(run.id);

  function options(name: string, action: object) {
    const to = Math.floor(Date.now() / hourMs) * hourMs;
    const input = {
      name,
      action,
      spec: { intervals: [{ every: 3600 }] },
      paused: true,
    };
    const range = { from: new Date(to - (hours - 1) * hourMs), to: new Date(to) };
    return { input, id: `Schedule:${name}`, ...range, concurrency };
  }
}

test('the history of a backfill replays', async () => {
  const run = await start(5, 2);
  expect(await run.end('... on BackfillRun { total done failed }')).toMatchObject({ status: 'COMPLETED', failed: 5 });
  await keepHistory(stack, run, 'backfill');
});

test('the history of a backfill that is cancelled replays', async () => {
  const run = await start(4, 1);
  for await (const { status, failed } of run.states('... on BackfillRun { failed }')) {
    const { workflowId } = decodeRunId(run.id)!;
    if (status === 'RUNNING' && failed === 1) await stack.temporal.client.workflow.getHandle(workflowId).cancel();
    if (status !== 'RUNNING') expect(status).toBe('CANCELED');
  }
  await keepHistory(stack, run, 'backfill-cancelled');
});

test('a schedule of batches is backfilled with batches', async () => {
  await stack.put(Buffer.from('no image either'), 'photo.jpg');
  const select = { bucket: stack.storage.workBucket, prefix: 'in/' };
  const run = await start(2, 1, { imageEnhancementBatch: { select } });
  const batches = 'workflow children { edges { node { workflow status ... on BatchRun { total } } } }';
  const { children, ...end } = await run.end(batches);
  expect(end).toMatchObject({ status: 'COMPLETED', workflow: 'imageEnhancementBatchBackfill' });
  const { edges } = children as { edges: { node: { total: number } }[] };
  expect(edges.map(({ node }) => node)).toMatchObject(
    Array.from({ length: 2 }, () => ({ workflow: 'imageEnhancementBatch', status: 'COMPLETED' })),
  );
  expect(edges[0]!.node.total).toBeGreaterThan(0);
});
