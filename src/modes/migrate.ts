import { migrate } from '../platform/db/migrate.ts';
import { SettingsError, type Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';

/** RUN_MODE=migrate: brings the database up to date, and ends. */
export async function runMigrate({ databaseUrl }: Settings, log: Log): Promise<void> {
  if (databaseUrl === undefined) throw new SettingsError('DATABASE_URL: There is nothing to migrate without one.');
  const migrations = await migrate(databaseUrl, log);
  log.info({ migrations }, migrations.length > 0 ? 'the database was migrated' : 'the database is up to date');
}
