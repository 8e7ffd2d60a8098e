/** A plain Temporal worker: one queue with default throttling, one with fast heartbeats, one with streams. */
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { WorkflowStreamClient } from '@temporalio/workflow-streams/client';
import { readSettings } from '../../src/platform/env.ts';
import { makeBeats, type beats } from '../lib/progress/beats.ts';
import { createGate } from '../lib/progress/gate.ts';
import { serve } from '../lib/progress/remote.ts';

type Load = typeof beats;
const gate = createGate();

/** The kit's workers beat while they wait, so do these. */
async function begun() {
  const alive = setInterval(() => Context.current().heartbeat(), 15_000);
  try {
    return await gate.begin();
  } finally {
    clearInterval(alive);
  }
}

const activities = {
  async heartbeats(load: Load) {
    const at = await begun();
    const context = Context.current();
    await makeBeats(at, load, (message, i) => context.heartbeat({ i, n: load.count, message }));
  },
  async publishes(load: Load) {
    const at = await begun();
    await using client = WorkflowStreamClient.fromWithinActivity({ batchInterval: 50 });
    const topic = client.topic('beats');
    await makeBeats(at, load, (message, i) => topic.publish({ i, n: load.count, message }, { forceFlush: true }));
  },
};

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const { address, namespace } = readSettings().temporal;
const connection = await NativeConnection.connect({ address });
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  logger: new DefaultLogger('ERROR'),
});
const options = { connection, namespace, workflowBundle, activities, maxConcurrentActivityTaskExecutions: 200 };
const workers = await Promise.all([
  Worker.create({ ...options, taskQueue: 'throttled' }),
  Worker.create({ ...options, taskQueue: 'fast', maxHeartbeatThrottleInterval: 200 }),
  Worker.create({ ...options, taskQueue: 'streams' }),
]);
const running = Promise.all(workers.map((worker) => worker.run()));
serve({ waiting: gate.waiting, open: gate.open }, async () => {
  for (const worker of workers) worker.shutdown();
  await running;
  await connection.close();
});
