import type { Settings } from '../env.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Bus } from './bus.ts';
import { createPostgresBus } from './postgres-bus.ts';
import { createProcessBus } from './process-bus.ts';
import { silentBus } from './silent-bus.ts';

type BusSettings = Pick<Settings, 'bus' | 'runMode' | 'databaseUrl'>;

/** The bus of this process: its own in mode `all`, else the database's when there is one. `BUS` chooses another. */
export function busKindOf({ bus, runMode, databaseUrl }: BusSettings): NonNullable<Settings['bus']> {
  return bus ?? (runMode === 'all' ? 'process' : databaseUrl ? 'postgres' : 'none');
}

export function createBus(settings: BusSettings, log: Log, metrics?: Metrics): Bus {
  const { runMode, databaseUrl } = settings;
  if (runMode === 'scheduler') return silentBus; // it has nothing to say, and listens to nobody
  const kind = busKindOf(settings);
  if (kind === 'process') return createProcessBus(log);
  return kind === 'postgres' && databaseUrl ? createPostgresBus(databaseUrl, log, metrics) : silentBus;
}
