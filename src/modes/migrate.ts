import { migrate, MigrationRefused } from '../platform/db/migrate.ts';
import { SettingsError, type Settings } from '../platform/env.ts';
import { keepTrying } from '../platform/keep-trying.ts';
import type { Log } from '../platform/log.ts';

/** RUN_MODE=migrate: brings the database up to date, as soon as it is there, and ends. */
export async function runMigrate({ databaseUrl }: Settings, log: Log, signal: AbortSignal): Promise<void> {
  if (databaseUrl === undefined) throw new SettingsError('DATABASE_URL: There is nothing to migrate without one.');
  const migrations = await keepTrying(() => migrate(databaseUrl, log, 0), {
    name: 'database',
    log,
    signal,
    // The others wait until somebody has migrated; here is who should.
    isFinal: (error) => error instanceof MigrationRefused,
  });
  log.info({ migrations }, migrations.length > 0 ? 'the database was migrated' : 'the database is up to date');
}
