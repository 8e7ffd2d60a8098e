import { createPrompts } from '../src/platform/ai/prompts.ts';
import { countDropped, createTracing } from '../src/platform/ai/tracing.ts';
import type { Bus } from '../src/platform/bus/bus.ts';
import { createDatabase } from '../src/platform/db/database.ts';
import type { Settings } from '../src/platform/env.ts';
import type { Log } from '../src/platform/log.ts';
import { createMetrics, type Metrics } from '../src/platform/metrics/metrics.ts';
import { createStorage } from '../src/platform/storage.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import type { WorkflowContract } from './kit/contract.ts';
import { loadActivities, type ActivitiesModules } from './load-activities.ts';
import { installRuntime } from './runtime.ts';
import { servedQueues } from './queues.ts';
import { startWhenPossible } from './start-when-possible.ts';
import { planQueues } from './worker.ts';

type Check = () => Promise<unknown>;

export interface RunningWorkers {
  /** Resolves once they poll, however long Temporal is away; rejects when they cannot, or are closed before. */
  started: Promise<void>;
  /** Settles when they have stopped; rejects when they could not start, or one failed. */
  stopped: Promise<void>;
  /** What they need, by name: each rejects with what is wrong. */
  checks: Readonly<Record<string, Check>> & { queues: Check };
  /** Stops polling, lets activities finish within the grace time, disconnects. That one failed is told by `stopped`. */
  close(): Promise<void>;
}

/** The three lists of a worker process. */
interface WorkerLists {
  contracts: Readonly<Record<string, WorkflowContract>>;
  /** Loaded for the queues that are served: a worker of one does without some 25 MB that those of others need. */
  activities: ActivitiesModules;
  workflows: Readonly<Record<string, unknown>>;
  /** Path of the module behind `workflows`; default: workers/workflows.ts. */
  workflowsPath?: string;
}
export interface WorkersOptions {
  /** Default: what this product ships. */
  lists?: WorkerLists;
  /** Default: its own, which nobody reads. */
  metrics?: Metrics;
}

/** Loaded when they are run: a worker of other lists does without these. */
async function shipped(): Promise<WorkerLists> {
  const [contracts, activities, workflows] = await Promise.all([
    import('./contracts.ts'),
    import('./activities.ts'),
    import('./workflows.ts'),
  ]);
  return { contracts, activities, workflows };
}

/**
 * Starts this process's workers: all workflows of the lists, on the queues that were chosen. A Temporal that is away is waited
 * for. Throws SettingsError or WorkerRefused for what no waiting will mend.
 */
export async function startWorkers(
  settings: Settings,
  bus: Bus,
  log: Log,
  { lists: chosen, metrics = createMetrics(log) }: WorkersOptions = {},
): Promise<RunningWorkers> {
  const lists = chosen ?? (await shipped());
  const contracts = Object.values(lists.contracts);
  metrics.append('temporal_core', await installRuntime(log));
  const tracing = await createTracing(settings, log);
  countDropped(tracing, metrics);
  const prompts = createPrompts(settings.langfuse, log);
  const storage = createStorage(settings.storage);
  const temporal = createTemporal(settings.temporal, { log, metrics });
  const database = settings.databaseUrl === undefined ? null : createDatabase(settings.databaseUrl, log);
  const release = async () => {
    storage.close();
    await database?.close();
    await temporal.close();
    await tracing.close();
  };
  try {
    const served = servedQueues(contracts, settings.worker.queues);
    const dependencies = { storage, settings, prompts, database, temporal };
    const tools = {
      contracts,
      activities: await loadActivities(lists.activities, contracts, served, dependencies),
      workflows: Object.keys(lists.workflows),
      settings,
      storage,
      temporal,
      database,
      bus,
      tracing,
      log,
      metrics,
    };
    const queues = planQueues(tools);
    const { started, stopped, check, close } = startWhenPossible(tools, queues, lists.workflowsPath);
    return {
      started,
      stopped,
      checks: {
        temporal: () => temporal.call(() => temporal.service.describeNamespace({ namespace: temporal.namespace })),
        storage: () => storage.check(),
        ...(database && { database: () => database.check() }),
        queues: check,
      },
      async close() {
        await close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
