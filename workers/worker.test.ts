import { NativeConnection } from '@temporalio/worker';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createActivities } from '../test/fixtures/probe/activities.ts';
import { probe } from '../test/fixtures/probe/contract.ts';
import { useStack } from '../test/stack.ts';
import { createProcessBus } from '../src/platform/bus/process-bus.ts';
import { silentBus } from '../src/platform/bus/silent-bus.ts';
import type { Settings } from '../src/platform/env.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import { noTracing } from '../src/platform/ai/tracing.ts';
import { createMetrics } from '../src/platform/metrics/metrics.ts';
import { createLog } from '../src/platform/log.ts';
import { connectWorker, isAway } from './connect.ts';
import type { WorkflowContract } from './kit/contract.ts';
import { WorkerRefused } from './worker-refused.ts';
import { createWorkers, type WorkerOptions } from './worker.ts';

const stack = useStack({ fixtures: true });
const log = createLog('silent');

describe('a worker refuses to start', () => {
  const contract = probe as WorkflowContract;
  const create = (options: Partial<WorkerOptions>) =>
    createWorkers({
      contracts: [contract],
      activities: [createActivities(stack)],
      workflows: ['probe'],
      workflowBundle: { codePath: inject('bundles').fixtures },
      connection: undefined as unknown as NativeConnection, // a refusal comes before it is used
      settings: stack.settings,
      storage: stack.storage,
      temporal: stack.temporal,
      database: null,
      bus: silentBus,
      tracing: noTracing,
      log,
      metrics: createMetrics(createLog('silent')),
      identity: 'test',
      buildId: 'test',
      ...options,
    });
  const withHeartbeat = (heartbeat: '1 second' | '4 seconds' | '5 seconds'): Partial<WorkerOptions> => {
    const changed = { ...contract, activities: { act: { ...contract.activities['act']!, heartbeat } } };
    return { contracts: [changed], activities: [{ ...createActivities(stack), contract: changed }] };
  };

  test('without a workflow', async () => {
    await expect(create({ workflows: [] })).rejects.toThrow(/^Not implemented: workflow probe\..*workflows/);
  });

  test('without activities, and names all that is missing', async () => {
    const missing = /workflow probe, activity probe\.prepare, activity probe\.act, activity probe\.actOnce/;
    await expect(create({ workflows: [], activities: [] })).rejects.toThrow(missing);
    await expect(create({ activities: [] })).rejects.toThrow(WorkerRefused);
  });

  test('with a heartbeat timeout that its own heartbeats could miss', async () => {
    const bus = createProcessBus(log); // with a bus it beats every 2 s
    await expect(create({ ...withHeartbeat('4 seconds'), bus })).rejects.toThrow(
      /^probe\.act: a heartbeat timeout of 4 seconds is too short, .*2000 ms/,
    );
    await expect(create({ ...withHeartbeat('4 seconds'), bus })).rejects.toThrow(WorkerRefused);
  });

  test('but not with one that leaves room', async () => {
    const { address } = stack.settings.temporal;
    const connection = await NativeConnection.connect({ address });
    onTestFinished(() => connection.close());
    for (const options of [{ ...withHeartbeat('5 seconds'), bus: createProcessBus(log) }, withHeartbeat('1 second')]) {
      const workers = (await create({ ...options, connection })).map(({ worker }) => worker);
      expect(workers.map((worker) => worker.options.taskQueue)).toEqual(['media']);
      await Promise.all(workers.map((worker) => (setImmediate(() => worker.shutdown()), worker.run())));
    }
  });
});

const connect = (otherwise: Partial<Settings['temporal']>) => {
  const settings = { ...stack.settings.temporal, ...otherwise };
  const temporal = createTemporal(settings);
  onTestFinished(() => temporal.close());
  return connectWorker(settings, temporal, log);
};

describe('connecting', () => {
  test('fails in time where nobody is, and says so', async () => {
    const connecting = connect({ address: '127.0.0.1:1' });
    await expect(connecting).rejects.toThrow(/^Temporal does not answer at 127\.0\.0\.1:1: .+ TEMPORAL_ADDRESS says/);
    expect(isAway(await connecting.catch((error: unknown) => error))).toBe(true);
  });

  test('also when someone answers the phone and says nothing', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const address = `127.0.0.1:${(silent.address() as net.AddressInfo).port}`;
    await expect(connect({ address })).rejects.toThrow(`Temporal does not answer at ${address}: `);
  });

  test('and where the namespace is not there yet', async () => {
    const connecting = connect({ namespace: 'not-yet' });
    await expect(connecting).rejects.toThrow(/not-yet/);
    expect(isAway(await connecting.catch((error: unknown) => error))).toBe(true);
  });
});

describe('a worker that is told to stop', () => {
  test('lets its activities finish first', { timeout: 60_000 }, async () => {
    const run = await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 60 });
    for await (const { progress } of run.states()) if ((progress.done ?? 0) >= 10) break;
    await stack.worker.stop('SIGTERM');
    await stack.startWorker(); // the workflow's last step needs one
    expect((await run.end()).resultJson).toEqual({ word: 'counted from 0', attempts: 1 });
  });
});
