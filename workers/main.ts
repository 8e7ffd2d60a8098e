import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { types } from 'node:util';
import { Runtime, type NativeConnection, type Worker } from '@temporalio/worker';
import { createPrompts } from '../src/platform/ai/prompts.ts';
import { createTracing } from '../src/platform/ai/tracing.ts';
import type { Bus } from '../src/platform/bus/bus.ts';
import { createDatabase } from '../src/platform/db/database.ts';
import type { Settings } from '../src/platform/env.ts';
import type { Log } from '../src/platform/log.ts';
import { createStorage } from '../src/platform/storage.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import * as activities from './activities.ts';
import { announce } from './announce.ts';
import { buildIdOf } from './build-id.ts';
import { bundleWorkflows } from './bundle.ts';
import { connectWorker } from './connect.ts';
import * as contracts from './contracts.ts';
import type { Dependencies, ImplementedActivities } from './kit/activity.ts';
import type { WorkflowContract } from './kit/contract.ts';
import { createWorkers } from './worker.ts';
import * as workflows from './workflows.ts';

export interface RunningWorkers {
  /** Settles when the workers have stopped; rejects when one failed. */
  stopped: Promise<void>;
  /** Stops polling, lets activities finish within the grace time, disconnects. That one failed is told by `stopped`. */
  close(): Promise<void>;
}

/** The three lists of a worker process. */
export interface WorkerLists {
  contracts: Readonly<Record<string, WorkflowContract>>;
  activities: Readonly<Record<string, (dependencies: Dependencies) => ImplementedActivities>>;
  workflows: Readonly<Record<string, unknown>>;
  /** Path of the module behind `workflows`; default: workers/workflows.ts. */
  workflowsPath?: string;
}
const shipped: WorkerLists = { contracts, activities, workflows };

/** Starts this process's workers: all queues, all workflows of the lists. */
export async function startWorkers(settings: Settings, bus: Bus, log: Log, lists = shipped): Promise<RunningWorkers> {
  installRuntime(log);
  const tracing = await createTracing(settings, log);
  const prompts = createPrompts(settings.langfuse, log);
  const storage = createStorage(settings.storage);
  const temporal = createTemporal(settings.temporal, { log });
  const database = settings.databaseUrl === undefined ? null : createDatabase(settings.databaseUrl, log);
  const release = async () => {
    storage.close();
    await database?.close();
    await temporal.close();
    await tracing.close();
  };
  let connection: NativeConnection | undefined;
  try {
    connection = await connectWorker(settings.temporal, log);
    const workflowBundle = settings.worker.workflowBundle
      ? { codePath: settings.worker.workflowBundle }
      : await bundleWorkflows(lists.workflowsPath);
    const buildId = settings.worker.buildId ?? (await buildIdOf(workflowBundle));
    const host = os.hostname();
    const identity = `${process.pid}@${host}/${randomUUID().slice(0, 8)}`;
    const workers = await createWorkers({
      contracts: Object.values(lists.contracts),
      activities: Object.values(lists.activities).map((create) =>
        create({ storage, settings, prompts, database, temporal }),
      ),
      workflows: Object.keys(lists.workflows),
      workflowBundle,
      identity,
      buildId,
      connection,
      settings,
      storage,
      temporal,
      database,
      bus,
      tracing,
      log,
    });
    const running = poll(
      workers.map(({ worker }) => worker),
      connection,
      release,
      log.child({ worker: identity, buildId }),
    );
    const about = { worker: identity, host, pid: process.pid, buildId, startedAt: Date.now() };
    const takeLeave = announce(bus, settings.temporal.namespace, about, workers);
    return { ...running, close: () => (takeLeave(), running.close()) };
  } catch (error) {
    await release();
    if (connection) await disconnect(connection, log);
    throw error;
  }
}

function poll(
  workers: readonly Worker[],
  connection: NativeConnection,
  release: () => Promise<void>,
  log: Log,
): RunningWorkers {
  const stopped = runAll(workers, connection, log);
  // Whoever started them may still be busy with starting something else: until it asks, the log has it.
  const over = stopped.catch((error: unknown) => log.error({ err: error }, 'a worker has failed'));
  log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'workers are polling');
  return {
    stopped,
    async close() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await over;
      await release();
    },
  };
}

/** When one worker fails the others are shut down too: half a process that looks alive is worse than a dead one. */
async function runAll(workers: readonly Worker[], connection: NativeConnection, log: Log): Promise<void> {
  const shutdown = () => workers.forEach((worker) => worker.getState() === 'RUNNING' && worker.shutdown());
  const results = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
  const [failed, ...others] = results.filter((result) => result.status === 'rejected');
  for (const { reason } of others) log.error({ err: reason as unknown }, 'another worker has failed');
  await disconnect(connection, log);
  if (failed) throw failed.reason;
}

/** A worker that was made and never run holds it. What went wrong before is more worth knowing. */
const disconnect = (connection: NativeConnection, log: Log) =>
  connection.close().catch((error: unknown) => log.warn({ err: error }, 'the connection to Temporal stays open'));

let runtimeInstalled = false;
/** Once per process: Temporal's own messages go to our log, and signals are handled by our lifecycle. */
function installRuntime(log: Log) {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    log[level](told(meta), message);
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) =>
        write(level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug')(message, meta),
      trace: write('debug'),
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
  });
}

/** Errors come as a field that loggers know nothing of; what else hangs on them may hold anything. */
function told(meta: object = {}): object {
  const { error, ...fields } = meta as { error?: unknown };
  if (!types.isNativeError(error)) return meta; // those of workflows are of a realm of their own
  const { name, message, stack } = error;
  return { ...fields, error: { name, message, stack } };
}
