import { startWorkers } from '../../workers/main.ts';
import type { Bus } from '../platform/bus/bus.ts';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { startApi } from './api.ts';

/** RUN_MODE=all: API and workers in one process. */
export async function runAll(settings: Settings, bus: Bus, log: Log) {
  const workers = await startWorkers(settings, bus, log);
  const api = await startApi(settings, bus, log).catch(async (error: unknown) => {
    await workers.close();
    throw error;
  });
  return {
    url: api.url,
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
