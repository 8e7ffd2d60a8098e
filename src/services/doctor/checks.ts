import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { createBus, busKindOf } from '../../platform/bus/create-bus.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import { createMeta } from '../../platform/meta/meta.ts';
import type { Storage } from '../../platform/storage.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { createTokens } from '../access/tokens.ts';
import { createBrands } from '../brands/brands.ts';
import { createChannelHealth } from '../brands/channel-health.ts';
import { createChannelTokens } from '../brands/tokens.ts';
import { createSchedules } from '../schedules/schedules.ts';
import type { Workers } from '../workers/workers.ts';
import { checkBus, type OpenEnds } from './bus.ts';
import { checkChannels } from './channels.ts';
import { checkClock } from './clock.ts';
import { checkDatabase } from './database.ts';
import { checkDisk } from './disk.ts';
import { checkFfmpeg } from './ffmpeg.ts';
import type { Check } from './finding.ts';
import { createHeard } from './heard.ts';
import { checkHeartbeats } from './heartbeats.ts';
import { checkLangfuse } from './langfuse.ts';
import { checkMigrations } from './migrations.ts';
import { checkProvider } from './providers.ts';
import { checkQueues } from './queues.ts';
import { checkSearchAttributes } from './search-attributes.ts';
import { checkStorageLinks } from './storage-links.ts';
import { checkStorage } from './storage.ts';
import { checkStream } from './stream.ts';
import { checkRetention, checkTemporal } from './temporal.ts';
import { checkTimeZones } from './time-zones.ts';
import { checkWorkers } from './workers.ts';

/** What is examined. */
export interface Patient {
  settings: Settings;
  contracts: readonly WorkflowContract[];
  temporal: Temporal;
  storage: Storage;
  database: Database | null;
  workers: Workers;
  bus: Bus;
  /** Where something is kept or worked on. */
  folders: readonly string[];
  log: Log;
}

/** Schedules whose time zones are looked at. */
const firstSchedules = 50;

/** Every check, in the order they are told. */
export function checksOf(patient: Patient): Check[] {
  const { settings, contracts, temporal, storage, database, workers, bus, folders, log } = patient;
  const heard = createHeard(workers, bus);
  const { tokenSecrets, adminKey } = settings.access;
  const tokens = database && tokenSecrets.length > 0 ? createTokens(tokenSecrets, database, adminKey) : null;
  const openEnds: OpenEnds = () => {
    const kind = busKindOf(settings);
    return kind === 'postgres'
      ? { kind, speaker: createBus(settings, log), listener: createBus(settings, log) }
      : { kind };
  };
  const zonesInUse = async () => {
    if (!database) return [];
    const { rows } = await createSchedules(temporal, database).list({}, firstSchedules);
    return rows.flatMap(({ node }) => node.spec.timeZone ?? []);
  };
  return [
    checkTemporal(temporal, settings.temporal.address),
    checkRetention(temporal),
    checkSearchAttributes(temporal),
    checkQueues({ temporal, contracts, heard }),
    checkWorkers(heard),
    checkHeartbeats(contracts, bus.carries),
    checkDatabase(database),
    checkMigrations(database),
    checkBus(openEnds),
    checkClock({ database, storage }),
    checkTimeZones({ temporal, zonesInUse }),
    checkStorage(storage),
    checkStorageLinks(storage),
    checkProvider('anthropic', settings.ai),
    checkProvider('openai', settings.ai),
    checkLangfuse(settings.langfuse),
    checkChannels(
      database && {
        brands: createBrands(database, storage),
        channelsHealth: createChannelHealth(createMeta(settings.meta), createChannelTokens(database, settings)),
      },
    ),
    checkDisk(folders),
    checkFfmpeg(),
    checkStream(settings.approvals.publicUrl, tokens),
  ];
}
