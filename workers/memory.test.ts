import { NativeConnection } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createActivities } from '../test/fixtures/probe/activities.ts';
import { probe } from '../test/fixtures/probe/contract.ts';
import { useStack } from '../test/stack.ts';
import { quietenWorkers } from '../test/temporal-runtime.ts';
import { waitFor } from '../test/wait-for.ts';
import { noTracing } from '../src/platform/ai/tracing.ts';
import { silentBus } from '../src/platform/bus/silent-bus.ts';
import { createLog } from '../src/platform/log.ts';
import { createMetrics } from '../src/platform/metrics/metrics.ts';
import { createWorkers } from './worker.ts';

const stack = useStack({ fixtures: true, worker: false });
const log = createLog('silent');

/** A worker in this process that serves three activities at a time, or fewer while more than this share of the memory is used. */
async function serve(memory: number) {
  quietenWorkers();
  const connection = await NativeConnection.connect({ address: stack.settings.temporal.address });
  const [served] = await createWorkers({
    contracts: [probe],
    activities: [createActivities(stack)],
    workflows: ['probe'],
    workflowBundle: { codePath: inject('bundles').fixtures },
    connection,
    settings: {
      ...stack.settings,
      worker: { ...stack.settings.worker, queues: [{ name: 'media', atOnce: 3, memory }] },
    },
    storage: stack.storage,
    temporal: stack.temporal,
    database: null,
    bus: silentBus,
    tracing: noTracing,
    log,
    metrics: createMetrics(log),
    identity: `memory-${memory}`,
    buildId: 'test',
  });
  const { worker } = served!;
  const running = worker.run();
  const stop = async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
  return { atOnce: () => worker.getStatus().numInFlightActivities, stop };
}

test('while too much memory is used activities run one by one, otherwise as many as may', async () => {
  const full = await serve(0.001);
  const runs = await Promise.all(
    Array.from({ length: 3 }, () => stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 30 })),
  );
  let most = 0;
  const looking = setInterval(() => (most = Math.max(most, full.atOnce())), 5);
  onTestFinished(() => clearInterval(looking));
  for (const run of runs) expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(most).toBe(1);
  await full.stop();

  const roomy = await serve(0.99);
  const more = await Promise.all(
    Array.from({ length: 3 }, () =>
      stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 2000 }),
    ),
  );
  await waitFor('three at a time', () => roomy.atOnce() === 3);
  for (const run of more) await run.cancel();
  await Promise.all(more.map((run) => run.end()));
  await roomy.stop();
});
