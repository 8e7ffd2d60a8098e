import * as shipped from '../../workers/contracts.ts';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { healthOf, serveHealth } from '../http/health.ts';
import { createHttpServer } from '../http/http-server.ts';
import type { Bus } from '../platform/bus/bus.ts';
import { migrate } from '../platform/db/migrate.ts';
import type { Settings } from '../platform/env.ts';
import { keepTrying } from '../platform/keep-trying.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics/metrics.ts';
import { isLocal } from '../platform/loopback.ts';
import { applyOnce } from '../services/schedules/declared/apply-once.ts';
import { createFileSource } from '../services/schedules/declared/file-source.ts';
import { createScheduler, usualPace, type Pace } from '../services/schedules/declared/scheduler.ts';
import { createReadiness } from './readiness.ts';
import { createSchedulerParts, schedulerNeeds } from './scheduler-parts.ts';

export interface RunningScheduler {
  /** Of its health; null with SCHEDULER_ONCE. */
  url: string | null;
  /** With SCHEDULER_ONCE: settles when the file was applied, or could not be. */
  stopped: Promise<void>;
  close(): Promise<void>;
}

interface SchedulerOptions {
  contracts?: Readonly<Record<string, WorkflowContract>>;
  pace?: Pace;
  /** Default: its own. */
  metrics?: Metrics;
}

/**
 * RUN_MODE=scheduler: keeps the schedules of SCHEDULES_FILE as the file says. Comes up while Temporal or the database is away or
 * the file is wrong, and says so at /ready.
 */
export async function startScheduler(
  settings: Settings,
  _bus: Bus,
  log: Log,
  { contracts = shipped, pace = usualPace, metrics = createMetrics(log) }: SchedulerOptions = {},
): Promise<RunningScheduler> {
  const { databaseUrl } = schedulerNeeds(settings);
  const parts = { ...createSchedulerParts(settings, log, contracts, metrics), pace, metrics };
  const stop = new AbortController();
  const begin = async (): Promise<RunningScheduler> => {
    if (!settings.scheduler.once) return stay(settings, databaseUrl, parts, stop.signal);
    await migrate(databaseUrl, log);
    return { url: null, stopped: applyOnce(parts, stop.signal), close: async () => undefined };
  };
  const running = await begin().catch(async (error: unknown) => {
    await parts.close();
    throw error;
  });
  // Whoever waits for `stopped` is told in full.
  const over = running.stopped.catch((error: unknown) => log.debug({ err: error }, 'the scheduler has failed'));
  return {
    ...running,
    async close() {
      stop.abort();
      await over;
      await running.close();
      await parts.close();
    },
  };
}

type Parts = ReturnType<typeof createSchedulerParts> & { pace: Pace; metrics: Metrics };

async function stay(
  { http }: Settings,
  databaseUrl: string,
  parts: Parts,
  signal: AbortSignal,
): Promise<RunningScheduler> {
  const { temporal, database, path, log, metrics } = parts;
  const scheduler = createScheduler({ ...parts, source: createFileSource(path) });
  const local = isLocal(http);
  const servers = createReadiness(
    {
      temporal: () => temporal.call(() => temporal.service.describeNamespace({ namespace: temporal.namespace })),
      database: () => database.check(),
    },
    local,
    log,
  );
  const server = createHttpServer(http, log);
  let missing: string | null = null;
  const ready = async () => {
    const { role = null, trouble } = scheduler.state();
    const reason = missing ?? trouble;
    const schedules = reason === null || local ? reason : 'They are not as the file says; the log says why.';
    const { ready: well, body } = healthOf({ ...(await servers()), schedules });
    return { ready: well, body: { ...body, role } };
  };
  serveHealth(server, http, { ready, metrics });
  const url = await server.listen();
  log.info({ url, file: path }, 'scheduler is running');
  const run = async () => {
    const patience = { name: 'database', log, signal, onTrouble: (reason: string | null) => void (missing = reason) };
    try {
      await keepTrying(() => migrate(databaseUrl, log, 0), patience);
    } catch (error) {
      if (signal.aborted) return; // told to stop before there was anything to do
      throw error;
    }
    await scheduler.run(signal);
  };
  return { url, stopped: run(), close: server.close };
}
