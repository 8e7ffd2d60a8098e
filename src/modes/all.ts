import { startWorkers } from '../../workers/main.ts';
import type { Bus } from '../platform/bus/bus.ts';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics/metrics.ts';
import { startApi } from './api.ts';

/** RUN_MODE=all: API and workers in one process. Resolves once the API serves. */
export async function runAll(
  settings: Settings,
  bus: Bus,
  log: Log,
  { signal, metrics = createMetrics(log) }: { signal?: AbortSignal; metrics?: Metrics } = {},
) {
  const workers = await startWorkers(settings, bus, log, { metrics });
  const failed = new AbortController();
  workers.stopped.catch((error: unknown) => failed.abort(error)); // an API that waits for its database need not go on
  const { queues } = workers.checks;
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const api = await startApi(settings, bus, log, { checks: { queues }, signal: either, metrics }).catch(
    async (error: unknown) => {
      await workers.close();
      throw error;
    },
  );
  return {
    url: api.url,
    /** Resolves once the workers poll. */
    started: workers.started,
    stopped: workers.stopped,
    async close() {
      try {
        await api.close();
      } finally {
        await workers.close();
      }
    },
  };
}
