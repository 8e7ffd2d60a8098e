import { startWorkers, type WorkersOptions } from '../../workers/main.ts';
import { healthOf, serveHealth } from '../http/health.ts';
import { createHttpServer } from '../http/http-server.ts';
import type { Bus } from '../platform/bus/bus.ts';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics/metrics.ts';
import { isLocal } from '../platform/loopback.ts';
import { createReadiness } from './readiness.ts';

/** RUN_MODE=worker: workers, and a port that tells how they are. Comes up while Temporal is away, and says so at /ready. */
export async function startWorker(settings: Settings, bus: Bus, log: Log, options: WorkersOptions = {}) {
  const { http } = settings;
  const { metrics = createMetrics(log) } = options;
  const workers = await startWorkers(settings, bus, log, { ...options, metrics });
  const ready = createReadiness(workers.checks, isLocal(http), log);
  const server = createHttpServer(http, log);
  serveHealth(server, http, { ready: async () => healthOf(await ready()), metrics });
  try {
    const url = await server.listen();
    log.info({ url }, 'the worker tells how it is');
    return {
      url,
      started: workers.started,
      stopped: workers.stopped,
      async close() {
        await workers.close();
        await server.close();
      },
    };
  } catch (error) {
    await workers.close();
    throw error;
  }
}
