import { dataDirOf } from '../local/data-dir.ts';
import { runningDatabase } from '../local/running-servers.ts';
import { createDatabase, type Database } from '../platform/db/database.ts';
import { migrate } from '../platform/db/migrate.ts';
import { readSettings, SettingsError } from '../platform/env.ts';
import { createLog, type Log } from '../platform/log.ts';

/** Opens the database of this environment while something is done with it. Throws SettingsError. */
export async function withDatabase<T>(
  env: NodeJS.ProcessEnv,
  work: (database: Database, log: Log) => Promise<T>,
): Promise<T> {
  const url = databaseUrl(env);
  const log = createLog('warn', process.stderr.fd);
  // The first key is made before the first API starts, which is what makes the tables otherwise.
  await migrate(url, log, 0);
  const database = createDatabase(url, log);
  try {
    return await work(database, log);
  } finally {
    await database.close();
  }
}

function databaseUrl(env: NodeJS.ProcessEnv): string {
  const { databaseUrl: given } = readSettings({ DATABASE_URL: env['DATABASE_URL'] });
  const url = given ?? runningDatabase(dataDirOf(env));
  if (url) return url;
  throw new SettingsError(
    'DATABASE_URL: Set it to the database of your API, or run this while `npm start` serves (with the same DATA_DIR, if it has one).',
  );
}
