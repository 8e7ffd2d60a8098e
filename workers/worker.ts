import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Tracing } from '../src/platform/ai/tracing.ts';
import type { Bus } from '../src/platform/bus/bus.ts';
import { dataConverter } from '../src/platform/data-converter.ts';
import type { Database } from '../src/platform/db/database.ts';
import type { Settings } from '../src/platform/env.ts';
import type { Log } from '../src/platform/log.ts';
import type { Metrics } from '../src/platform/metrics/metrics.ts';
import type { Storage } from '../src/platform/storage.ts';
import type { Temporal } from '../src/platform/temporal.ts';
import { encrypting } from './bundle.ts';
import { hintSinks } from './hint-sinks.ts';
import type { Runtime } from './kit/activity/attempt.ts';
import { createAiTools } from './kit/ai/tools.ts';
import { runnableDecisions } from './kit/activity/decisions.ts';
import { runnableActivities, runnableDiscard } from './kit/activity/runnable.ts';
import type { ImplementedActivities } from './kit/activity.ts';
import { createBackfillActivities } from './kit/backfill/activities.ts';
import { createBatchActivities } from './kit/batch/activities.ts';
import type { WorkflowContract } from './kit/contract.ts';
import { milliseconds } from './kit/duration.ts';
import { deployments } from './kit/wire/announcement.ts';
import { heartbeatThrottleMs, usualHeartbeat } from './kit/wire/heartbeat-throttle.ts';
import { runIdentityInterceptor } from './kit/activity/run-identity.ts';
import { measureActivities } from './activity-times.ts';
import type { QueueWorker } from './announce.ts';
import { servedQueues, tunerOf, type ServedQueue } from './queues.ts';
import { WorkerRefused } from './worker-refused.ts';

/**
 * How long activities may go on after a shutdown has been asked for, before they are told to stop. A post that is being
 * published takes up to 30 s; whoever ends this process with force should wait for longer.
 */
const graceMs = 40_000;

export interface WorkerOptions {
  contracts: readonly WorkflowContract[];
  activities: readonly ImplementedActivities[];
  /** Names of the workflow functions in the bundle. */
  workflows: readonly string[];
  workflowBundle: WorkflowBundleOption;
  connection: NativeConnection;
  settings: Settings;
  storage: Storage;
  temporal: Temporal;
  /** Null: it does not run what needs one. */
  database: Database | null;
  bus: Bus;
  tracing: Tracing;
  log: Log;
  metrics: Metrics;
  /** Under which name Temporal knows this process: no other has the same. */
  identity: string;
  buildId: string;
}

type Plan = Pick<WorkerOptions, 'contracts' | 'activities' | 'workflows' | 'bus' | 'settings'>;

/** One Temporal worker per task queue. They poll once `run()` is called, until their `shutdown()`. */
export async function createWorkers(options: WorkerOptions): Promise<QueueWorker[]> {
  const queues = planQueues(options);
  const ai = createAiTools(options);
  const encrypts = (options.settings.temporal.payloadKeys?.length ?? 0) > 0;
  const workflowBundle = encrypts ? await encrypting(options.workflowBundle) : options.workflowBundle;
  const own = { ...options, workflowBundle, ai };
  return Promise.all(queues.map(async (queue) => ({ queue, worker: await createWorker(queue, own) })));
}

/** What will be served. Throws WorkerRefused or SettingsError when this process could not do that. */
export function planQueues(options: Plan): readonly ServedQueue[] {
  refuseIncomplete(options);
  refuseSlowHeartbeats(options);
  return servedQueues(options.contracts, options.settings.worker.queues);
}

function createWorker(queue: ServedQueue, options: WorkerOptions & Pick<Runtime, 'ai'>): Promise<Worker> {
  const { connection, settings, bus, workflowBundle, identity, buildId, metrics } = options;
  const implemented = [...options.activities, createBatchActivities(options), createBackfillActivities(options)];
  return Worker.create({
    connection,
    namespace: settings.temporal.namespace,
    taskQueue: queue.name,
    identity,
    // Told, and no more: which worker gets a run is not decided by it.
    workerDeploymentOptions: {
      version: { deploymentName: bus.isShared ? deployments.heard : deployments.unheard, buildId },
      useWorkerVersioning: false,
    },
    ...(queue.runsWorkflows && { workflowBundle }),
    activities: {
      ...Object.assign({}, ...implemented.map((one) => runnableActivities(one, options))),
      ...runnableDiscard(options),
      ...runnableDecisions({ ...options, namespace: settings.temporal.namespace }),
    },
    interceptors: { activity: [measureActivities(metrics), runIdentityInterceptor] },
    sinks: hintSinks(bus),
    dataConverter: dataConverter(settings.temporal.payloadKeys),
    tuner: tunerOf(queue),
    maxHeartbeatThrottleInterval: heartbeatThrottleMs(bus.carries),
    // With the default of 10 s every dead worker would cost 10 s more before another takes the workflow over.
    stickyQueueScheduleToStartTimeout: '1 second',
    shutdownGraceTime: graceMs,
  });
}

/** The compiler checks the lists; this checks what was really loaded, as a bundle may be older than the code. */
function refuseIncomplete({ contracts, activities, workflows }: Plan) {
  const missing = contracts.flatMap((contract) => {
    const implemented = activities.find((candidate) => candidate.contract === contract);
    return [
      ...(workflows.includes(contract.name) ? [] : [`workflow ${contract.name}`]),
      ...Object.keys(contract.activities)
        .filter((name) => typeof implemented?.handlers[name] !== 'function')
        .map((name) => `activity ${contract.name}.${name}`),
    ];
  });
  if (missing.length > 0)
    throw new WorkerRefused(
      `Not implemented: ${missing.join(', ')}. Add what is missing to workers/{workflows,activities}.ts.`,
    );
}

/** A heartbeat held back longer than its timeout looks like a dead worker, and the activity is started again beside itself. */
function refuseSlowHeartbeats({ contracts, bus }: Plan) {
  const throttleMs = heartbeatThrottleMs(bus.carries);
  for (const contract of contracts) {
    for (const [name, { heartbeat = usualHeartbeat }] of Object.entries(contract.activities)) {
      if (milliseconds(heartbeat) <= throttleMs * 2) {
        throw new WorkerRefused(
          `${contract.name}.${name}: a heartbeat timeout of ${heartbeat} is too short, as heartbeats are sent every ${throttleMs} ms; give it more than twice that.`,
        );
      }
    }
  }
}
