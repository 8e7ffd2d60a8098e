import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { ServiceUnavailableError } from '../errors.ts';
import { createAdvisoryLock } from '../platform/db/advisory-lock.ts';
import { createDatabase } from '../platform/db/database.ts';
import { SettingsError, type Settings } from '../platform/env.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { Log } from '../platform/log.ts';
import { registerSearchAttributes } from '../platform/search-attributes.ts';
import { createStorageRules } from '../platform/storage-rules.ts';
import { createTemporal } from '../platform/temporal.ts';
import { allowedIn } from '../services/schedules/allowed-buckets.ts';
import { lockNameOf } from '../services/schedules/declared/lock-name.ts';
import { createFileReader, type DeclaredFile } from '../services/schedules/declared/read-file.ts';
import { createReconciler } from '../services/schedules/declared/reconciler.ts';
import { startablesOf } from '../services/schedules/startables.ts';

/** What a scheduler cannot do without. Throws SettingsError. */
export function schedulerNeeds({ scheduler: { file }, databaseUrl }: Settings) {
  const missing: string[] = [];
  if (file === undefined) {
    missing.push('SCHEDULES_FILE: Say which file has the schedules; examples/schedules.yaml is one to begin with.');
  }
  if (databaseUrl === undefined) {
    missing.push(
      'DATABASE_URL: Schedulers need a PostgreSQL database, so that one at a time applies a file. That and all else of an ' +
        '`npm start` that runs is in .tempograph/servers.env, for `node --env-file`.',
    );
  }
  if (file === undefined || databaseUrl === undefined) throw new SettingsError(missing.join('\n'));
  return { path: file, databaseUrl };
}

/** What is the same however a file is applied. Connects when first used. */
export function createSchedulerParts(
  settings: Settings,
  log: Log,
  contracts: Readonly<Record<string, WorkflowContract>>,
  metrics?: Metrics,
) {
  const { path, databaseUrl } = schedulerNeeds(settings);
  const { address } = settings.temporal;
  // Told to operators alone: the API keeps addresses from whoever asks.
  const away = `Temporal does not answer at ${address}; TEMPORAL_ADDRESS says where it is. What was not applied is when it is tried again.`;
  const toError = (cause?: unknown) => new ServiceUnavailableError('Temporal', cause, away);
  const temporal = createTemporal(settings.temporal, { toError, log, metrics });
  const database = createDatabase(databaseUrl, log);
  const lock = createAdvisoryLock(database, log);
  const places = createStorageRules(settings.storage);
  const startables = startablesOf(Object.values(contracts)).map((startable) => allowedIn(places, startable));
  const readFile = createFileReader(startables);
  const reconciler = createReconciler({ temporal, database, log });
  let registered = false;
  return {
    temporal,
    database,
    path,
    log,
    lock,
    read: (text: string) => readFile(path, text),
    lockName: (file: DeclaredFile) => lockNameOf(file, temporal),
    plan: reconciler.plan,
    async reconcile(file: DeclaredFile, thorough: boolean, signal: AbortSignal) {
      if (!registered) await registerSearchAttributes(temporal, signal);
      registered = true;
      return reconciler.reconcile(file, thorough, signal);
    },
    async close() {
      lock.release();
      await temporal.close();
      await database.close();
    },
  };
}
