import type { NativeConnection } from '@temporalio/worker';
import type { Log } from '../src/platform/log.ts';
import type { QueueWorker } from './announce.ts';
import { disconnect } from './connect.ts';

export interface Polling {
  /** Settles when the workers have stopped; rejects when one failed. */
  stopped: Promise<void>;
  /** Stops polling, lets activities finish within the grace time, disconnects. That one failed is told by `stopped`. */
  close(): Promise<void>;
}

/** Runs the workers of a process. */
export function poll(served: readonly QueueWorker[], connection: NativeConnection, log: Log): Polling {
  const workers = served.map(({ worker }) => worker);
  const shutdown = () => workers.forEach((worker) => worker.getState() === 'RUNNING' && worker.shutdown());
  /** When one worker fails the others are shut down too: half a process that looks alive is worse than a dead one. */
  const runAll = async () => {
    const results = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
    const [failed, ...others] = results.filter((result) => result.status === 'rejected');
    for (const { reason } of others) log.error({ err: reason as unknown }, 'another worker has failed');
    await disconnect(connection, log);
    if (failed) throw failed.reason;
  };
  const stopped = runAll();
  // Whoever started them may still be busy with starting something else: until it asks, the log has it.
  const over = stopped.catch((error: unknown) => log.error({ err: error }, 'a worker has failed'));
  log.info({ queues: served.map(({ queue }) => queue.name) }, 'workers are polling');
  return {
    stopped,
    async close() {
      shutdown();
      await over;
    },
  };
}
