import * as shipped from '../../workers/contracts.ts';
import { findingsInWords } from '../cli/doctor/findings-in-words.ts';
import { createBus } from '../platform/bus/create-bus.ts';
import { createDatabase } from '../platform/db/database.ts';
import type { Settings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { createStorage } from '../platform/storage.ts';
import { createTemporal } from '../platform/temporal.ts';
import { checksOf } from '../services/doctor/checks.ts';
import { createDoctor } from '../services/doctor/doctor.ts';
import { createWorkers } from '../services/workers/workers.ts';
import { foldersInUse } from './folders-in-use.ts';

/** RUN_MODE=doctor: prints how everything is that this environment names, also where an API could not start. Resolves to whether nothing has failed. */
export async function runDoctor(settings: Settings): Promise<boolean> {
  const log = createLog('silent'); // what fails is a finding
  const bus = createBus(settings, log);
  const temporal = createTemporal(settings.temporal);
  const storage = createStorage(settings.storage);
  const database = settings.databaseUrl === undefined ? null : createDatabase(settings.databaseUrl, log);
  const workers = createWorkers(bus, temporal.namespace);
  const contracts = Object.values(shipped);
  try {
    const patient = { settings, contracts, temporal, storage, database, workers, bus, folders: foldersInUse(), log };
    const findings = await createDoctor(checksOf(patient), settings.secrets).examine();
    process.stdout.write(`${findingsInWords(findings)}\n`);
    return findings.every(({ state }) => state !== 'FAILED');
  } finally {
    await bus.close();
    await temporal.close();
    await database?.close();
    storage.close();
  }
}
