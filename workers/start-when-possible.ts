import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { keepTrying } from '../src/platform/keep-trying.ts';
import { announce } from './announce.ts';
import { buildIdOf } from './build-id.ts';
import { bundleWorkflows } from './bundle.ts';
import { connectWorker, disconnect, isAway } from './connect.ts';
import { poll, type Polling } from './poll.ts';
import { checkPollers } from './pollers.ts';
import type { ServedQueue } from './queues.ts';
import { readBundle } from './read-bundle.ts';
import { createWorkers, type WorkerOptions } from './worker.ts';

type Tools = Omit<WorkerOptions, 'connection' | 'workflowBundle' | 'identity' | 'buildId'>;

/** Lets workers poll as soon as Temporal lets them. */
export function startWhenPossible(tools: Tools, queues: readonly ServedQueue[], workflowsPath?: string) {
  const { settings, temporal, bus, log } = tools;
  const host = os.hostname();
  const worker = `${process.pid}@${host}/${randomUUID().slice(0, 8)}`;
  const stop = new AbortController();
  let missing: string | null = 'The workers are starting.';

  const connect = async (options: Pick<WorkerOptions, 'workflowBundle' | 'buildId'>) => {
    const connection = await connectWorker(settings.temporal, temporal, log);
    try {
      return { connection, workers: await createWorkers({ ...tools, ...options, connection, identity: worker }) };
    } catch (error) {
      await disconnect(connection, log);
      throw error;
    }
  };
  const start = async (): Promise<Polling> => {
    const { workflowBundle: codePath } = settings.worker;
    const bundle = codePath ? { code: await readBundle(codePath) } : await bundleWorkflows(workflowsPath);
    const buildId = settings.worker.buildId ?? buildIdOf(bundle.code);
    const workflowBundle = codePath ? { codePath } : bundle;
    const { connection, workers } = await keepTrying(() => connect({ workflowBundle, buildId }), {
      name: 'temporal',
      log,
      signal: stop.signal,
      isFinal: (error) => !isAway(error),
      onTrouble: (reason) => (missing = reason),
    });
    const { stopped, close } = poll(workers, connection, log.child({ worker, buildId }));
    const about = { worker, host, pid: process.pid, buildId, startedAt: Date.now() };
    const takeLeave = announce(bus, temporal.namespace, about, workers);
    return { stopped, close: () => (takeLeave(), close()) };
  };

  const polling = start();
  const started = polling.then(() => undefined);
  const untilStopped = async () => {
    try {
      await started;
    } catch (error) {
      if (stop.signal.aborted) return; // before there was anything to stop
      throw error;
    }
    await (
      await polling
    ).stopped;
  };
  const stopped = untilStopped();
  // Whoever waits for them is told in full.
  for (const one of [started, stopped]) one.catch((error: unknown) => log.debug({ err: error }, 'no workers'));

  return {
    started,
    stopped,
    /** Rejects with what is wrong until Temporal knows that this process polls all of its queues. */
    async check() {
      if (missing !== null) throw new Error(missing);
      await checkPollers(temporal, worker, queues);
    },
    async close() {
      stop.abort();
      missing = 'This process is about to stop.';
      const begun = await polling.catch((error: unknown) => log.debug({ err: error }, 'the workers did not start'));
      await begun?.close();
    },
  };
}
