import { ApplicationFailure } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createActivities, secrets } from '../../../test/fixtures/probe/activities.ts';
import { probe } from '../../../test/fixtures/probe/contract.ts';
import { decodedHistories } from '../../../test/histories.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { silentBus } from '../../../src/platform/bus/silent-bus.ts';
import { noTracing } from '../../../src/platform/ai/tracing.ts';
import { createMetrics } from '../../../src/platform/metrics/metrics.ts';
import { createLog } from '../../../src/platform/log.ts';
import { createWorkers } from '../../worker.ts';
import { discardActivity } from '../wire/discard.ts';

const stack = useStack({ fixtures: true, worker: false });

/** A worker in this process, whose storage deletes as it is told. */
async function startWorkers(deleteAll: () => Promise<void>) {
  const connection = await NativeConnection.connect({ address: stack.settings.temporal.address });
  const created = await createWorkers({
    contracts: [probe],
    activities: [createActivities(stack)],
    workflows: ['probe'],
    workflowBundle: { codePath: inject('bundles').fixtures },
    connection,
    settings: stack.settings,
    storage: { ...stack.storage, deleteAll },
    temporal: stack.temporal,
    database: null,
    bus: silentBus,
    tracing: noTracing,
    log: createLog('silent'),
    metrics: createMetrics(createLog('silent')),
    identity: 'test',
    buildId: 'test',
  });
  const workers = created.map(({ worker }) => worker);
  const running = Promise.all(workers.map((worker) => worker.run()));
  onTestFinished(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  });
}

test('a discard that fails is counted and masked as any activity, and the outcome stays what it was', async () => {
  let failure: Error = new Error(Object.values(secrets).join(' '));
  await startWorkers(() => Promise.reject(failure));
  const run = await stack.start('probe', { name: randomUUID(), behaviour: 'SUCCEED' });

  const failed = await waitFor('a discard that has failed', async () => {
    for await (const { workflowId } of stack.temporal.client.workflow.list()) {
      const { raw } = await stack.temporal.client.workflow.getHandle(workflowId).describe();
      return raw.pendingActivities?.find(
        (pending) => pending.activityType?.name === discardActivity.type && pending.lastFailure,
      );
    }
    return null;
  });
  expect(failed.lastFailure?.message).toMatch(/^Unexpected Error; the worker's log has it under [\da-f-]{36}\.$/);
  expect(failed.lastFailure?.applicationFailureInfo).toMatchObject({ type: 'ACTIVITY_FAILED', nonRetryable: false });
  const [beat] = await stack.temporal.decode(failed.heartbeatDetails?.payloads);
  expect(beat).toMatchObject({ failures: expect.any(Number) });

  failure = ApplicationFailure.nonRetryable('enough', 'ENOUGH'); // as the last of ten would be, some minutes later
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { word: 'done', attempts: 1 } });
  const histories = await decodedHistories(stack.temporal);
  expect(histories).toContain('ENOUGH'); // else it did not fail
  for (const secret of Object.values(secrets)) expect(histories).not.toContain(secret);
  expect(histories).not.toMatch(/\.ts:\d+|file:\/\/|node_modules/);
});
