import os from 'node:os';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { useStack } from '../test/stack.ts';
import { waitFor } from '../test/wait-for.ts';
import { createPostgresBus } from '../src/platform/bus/postgres-bus.ts';
import { createLog } from '../src/platform/log.ts';
import { createWorkers } from '../src/services/workers/workers.ts';

const stack = useStack({ fixtures: true, env: { TASK_QUEUES: 'media=3', BUILD_ID: 'abc-1' } });

test('who listens knows which workers there are, what they run and how busy they are', async () => {
  const bus = createPostgresBus(stack.settings.databaseUrl!, createLog('silent'));
  onTestFinished(() => bus.close());
  const workers = createWorkers(bus, stack.temporal.namespace);
  await waitFor('an announcement', () => workers.list().length === 1);
  const [seen] = workers.list();
  expect(seen).toMatchObject({ host: os.hostname(), pid: stack.worker.pid, buildId: 'abc-1' });
  expect(seen!.startedAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(seen!.queues).toEqual([{ name: 'media', activities: { used: 0, free: 3 }, workflows: { used: 0, free: 40 } }]);

  // Temporal knows it by the same name.
  const { service, namespace, call } = stack.temporal;
  const pollers = async (taskQueueType: number) =>
    (await call(() => service.describeTaskQueue({ namespace, taskQueue: { name: 'media' }, taskQueueType }))).pollers;
  for (const kind of [1, 2]) {
    const ours = await waitFor('its poller', async () =>
      (await pollers(kind))?.find(({ identity }) => identity === seen!.worker),
    );
    expect(ours.deploymentOptions).toMatchObject({ deploymentName: 'tempograph', buildId: 'abc-1' });
  }

  const run = await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 1000 });
  await waitFor('a place that is taken', () => workers.list()[0]?.queues[0]?.activities.used === 1);
  expect(workers.list()[0]!.queues[0]!.activities).toEqual({ used: 1, free: 2 });
  await run.cancel();
  await run.end();
  await stack.worker.stop('SIGTERM');
  // Silence would be noticed 7 to 12 s after the last announcement.
  await waitFor('its leave', () => workers.list().length === 0, 5000);
});
