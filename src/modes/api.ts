import { createSchema } from '../../schema/index.ts';
import * as shipped from '../../workers/contracts.ts';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { createApp } from '../app.ts';
import { comeAgain, healthOf, serveHealth } from '../http/health.ts';
import { createHttpServer } from '../http/http-server.ts';
import { countDropped, createTracing } from '../platform/ai/tracing.ts';
import type { Bus } from '../platform/bus/bus.ts';
import { createDatabase } from '../platform/db/database.ts';
import { migrate } from '../platform/db/migrate.ts';
import { SettingsError, type Settings } from '../platform/env.ts';
import { keepTrying } from '../platform/keep-trying.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics/metrics.ts';
import { isLocal } from '../platform/loopback.ts';
import { createRates } from '../services/access/rates.ts';
import { createGate } from '../services/access/gate.ts';
import { registerSearchAttributes, registerSearchAttributesLater } from '../platform/search-attributes.ts';
import { storageOrigins } from '../platform/storage-origins.ts';
import { createStorage } from '../platform/storage.ts';
import { createTemporal } from '../platform/temporal.ts';
import { keepSweeping } from '../services/generations/sweeping.ts';
import { removeThrowaways } from '../services/schedules/throwaway.ts';
import { createServices } from '../services/services.ts';
import { foldersInUse } from './folders-in-use.ts';
import { createReadiness } from './readiness.ts';
import { refuseStrangers } from './refuse-strangers.ts';

const starting = 'The API is starting.';

export interface RunningApi {
  url: string;
  close(): Promise<void>;
}

interface ApiOptions {
  contracts?: Readonly<Record<string, WorkflowContract>>;
  /** What else has to be well before this process is ready. */
  checks?: Readonly<Record<string, () => Promise<unknown>>>;
  /** Ends a start that waits. */
  signal?: AbortSignal;
  /** Default: its own. */
  metrics?: Metrics;
}

/**
 * RUN_MODE=api: serves GraphQL. Comes up while Temporal or storage is away, and says so at /ready. Without its database it
 * knows nobody: until that is there it only says so, at /ready. Resolves once it serves.
 */
export async function startApi(
  settings: Settings,
  bus: Bus,
  log: Log,
  { contracts = shipped, checks, signal = new AbortController().signal, metrics = createMetrics(log) }: ApiOptions = {},
): Promise<RunningApi> {
  const { databaseUrl, access, http } = settings;
  const missing: string[] = [];
  if (databaseUrl === undefined) missing.push('DATABASE_URL: The API needs a PostgreSQL database.');
  if (access.tokenSecrets.length === 0) {
    missing.push('TOKEN_SECRET: The API needs a secret to sign with: `openssl rand -hex 32` makes one.');
  }
  if (databaseUrl === undefined || missing.length > 0) throw new SettingsError(missing.join('\n'));
  const list = Object.values(contracts);
  const tracing = await createTracing(settings, log);
  countDropped(tracing, metrics);
  const temporal = createTemporal(settings.temporal, { log, metrics });
  const storage = createStorage(settings.storage);
  const database = createDatabase(databaseUrl, log);
  const services = createServices(
    { temporal, storage, database, bus, log, settings, folders: foldersInUse(), metrics },
    list,
  );
  // In mode all there is one process, and no other to count with.
  const rates = createRates({ limit: access.rateLimit, database: settings.runMode === 'all' ? null : database });
  const gate = createGate({ ...access, ...services, database, rates, open: isLocal(http) });
  const ready = createReadiness(
    {
      temporal: () => temporal.call(() => temporal.service.describeNamespace({ namespace: temporal.namespace })),
      storage: () => storage.check(),
      database: () => database.check(),
      ...checks,
    },
    isLocal(http),
    log,
  );
  const server = createHttpServer(http, log);
  const stop = new AbortController();
  let registering: Promise<void> | undefined;
  let tidying: Promise<void> | undefined;
  let sweeping: Promise<void> | undefined;
  let keeping: Promise<unknown> | undefined;
  let app: ReturnType<typeof createApp> | undefined;
  const close = async () => {
    stop.abort();
    await Promise.all([registering, tidying, sweeping, keeping]);
    await (app ?? server).close();
    await temporal.close();
    await database.close();
    await tracing.close();
    storage.close();
  };
  try {
    let missing = starting;
    const notYet = async () => healthOf({ ...(await ready()), api: isLocal(http) ? missing : starting });
    serveHealth(server, http, { ready: notYet, metrics }, comeAgain);
    const url = await server.listen();
    log.info({ url }, 'API listens');
    const patience = {
      name: 'database',
      log,
      signal,
      onTrouble: (reason: string | null) => void (missing = reason ?? starting),
    };
    await keepTrying(() => migrate(databaseUrl, log, 0), patience);
    const beginGate = async () => {
      await refuseStrangers(settings, services.keys, log);
      await gate.isOpen(); // which writes down how this server begins, and from now on every change of it
    };
    await keepTrying(beginGate, { ...patience, isFinal: (error) => error instanceof SettingsError });
    await registerSearchAttributes(temporal).catch((error: unknown) => {
      log.warn({ err: error }, 'search attributes are not registered: starts with labels will fail until they are');
      registering = registerSearchAttributesLater(temporal, log, stop.signal);
    });
    tidying = removeThrowaways(temporal, log).catch((error: unknown) => {
      log.warn({ err: error }, 'schedules that previews may have left behind could not be looked for');
    });
    sweeping = keepSweeping(temporal, database, tracing, log, stop.signal);
    const { approvals, photos, publications, memories } = services;
    keeping = Promise.all([approvals, photos, publications, memories].map(({ keep }) => keep(stop.signal)));
    const { failureLimit } = access;
    app = createApp({
      schema: createSchema(list),
      services,
      settings: http,
      failureLimit,
      gate,
      log,
      ready,
      server,
      metrics,
      storageOrigins: storageOrigins(settings.storage),
    });
    log.info({ url }, 'API is serving');
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
