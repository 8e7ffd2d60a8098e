import { createDatabase } from '../platform/db/database.ts';
import { migrate } from '../platform/db/migrate.ts';
import type { Log } from '../platform/log.ts';
import { createKeys } from '../services/access/keys.ts';

/** Whether a database has keys that were not revoked, so that the API that is about to start will ask for one. */
export async function hasKeys(databaseUrl: string, log: Log): Promise<boolean> {
  await migrate(databaseUrl, log);
  const database = createDatabase(databaseUrl, log);
  try {
    return await createKeys(database).any();
  } finally {
    await database.close();
  }
}
