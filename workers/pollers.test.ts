import { NativeConnection, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startTemporal } from '../test/start-temporal.ts';
import { quietenWorkers } from '../test/temporal-runtime.ts';
import { waitFor } from '../test/wait-for.ts';
import { withCalls } from '../test/with-calls.ts';
import { silentBus } from '../src/platform/bus/silent-bus.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import { askPollers } from '../src/services/doctor/queue-pollers.ts';
import { createTaskQueues } from '../src/services/progress/task-queues.ts';
import { createWorkers } from '../src/services/workers/workers.ts';
import { checkPollers } from './pollers.ts';

const queue = (name: 'media' | 'ai', runsWorkflows: boolean) => ({ name, atOnce: 1, memory: null, runsWorkflows });

test('a process polls when Temporal says so, whichever partition of the queue it is known to', async () => {
  quietenWorkers();
  // As many partitions as servers have by default, and one poller: the server puts it into any of them.
  const partitions = ['Read', 'Write'].map((kind) => [`matching.numTaskqueue${kind}Partitions`, '4'] as const);
  const server = await startTemporal(Object.fromEntries(partitions));
  onTestFinished(() => server.stop());
  const temporal = createTemporal(server.settings);
  onTestFinished(() => temporal.close());
  const check = (identity: string, ...queues: Parameters<typeof checkPollers>[2]) =>
    checkPollers(temporal, identity, queues);
  const [media, ai] = [queue('media', true), queue('ai', false)];

  await expect(check('nobody', media, ai)).rejects.toThrow(
    'Temporal knows of no poller of this process for media (workflow tasks), media (activity tasks), ai (activity tasks).',
  );
  const identities = Array.from({ length: 4 }, () => randomUUID());
  for (const identity of identities) {
    const connection = await NativeConnection.connect({ address: server.settings.address });
    const worker = await Worker.create({
      connection,
      identity,
      taskQueue: 'media',
      workflowBundle: { codePath: inject('bundles').fixtures },
      activities: { rest: async () => undefined },
      maxConcurrentActivityTaskExecutions: 1,
      maxConcurrentWorkflowTaskExecutions: 2,
    });
    const running = worker.run();
    onTestFinished(async () => {
      worker.shutdown();
      await running;
      await connection.close();
    });
  }
  for (const identity of identities) {
    await waitFor('its pollers', () =>
      check(identity, media).then(
        () => true,
        () => false,
      ),
    );
    await expect(check(identity, media, ai)).rejects.toThrow('no poller of this process for ai (activity tasks).');
  }
});

test('who polls another partition than the root is there for all who ask', async () => {
  const poller = { identity: 'one', lastAccessTime: { seconds: Date.now() / 1000 } };
  const unreached = createTemporal({ address: '127.0.0.1:1', namespace: 'none' });
  onTestFinished(() => unreached.close());
  const temporal = withCalls(unreached, {
    describeTaskQueue: (async ({ taskQueue: { name } }: { taskQueue: { name: string } }) => ({
      pollers: name === '/_sys/media/2' ? [poller] : [],
    })) as never,
  });
  const media = queue('media', true);
  await checkPollers(temporal, 'one', [media]);
  const { pollers } = await askPollers(temporal, media, new AbortController().signal);
  expect(pollers).toMatchObject([{ identity: 'one' }]);
  const queues = createTaskQueues(temporal, createWorkers(silentBus, temporal.namespace));
  expect(await queues.state('media', 'ACTIVITY')).toMatchObject({ workers: true });
  expect(await queues.state('ai', 'ACTIVITY')).toMatchObject({ workers: false });
});
