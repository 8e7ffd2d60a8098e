import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

/** Any number, the same in every process that migrates. */
const lock = 7_306_620_150;

/** `drizzle/` is at the root of the project, two levels up from `src/platform/`, three when built into `dist/`. */
const migrationsFolder = ['../../../drizzle', '../../../../drizzle']
  .map((relative) => fileURLToPath(new URL(relative, import.meta.url)))
  .find((folder) => existsSync(folder));

/** Brings the database up to date. Processes that start together do so one after the other. */
export async function migrate(url: string): Promise<void> {
  if (!migrationsFolder) throw new Error('The folder drizzle/ with the migrations is missing.');
  // A connection of its own: the lock belongs to the session, and a pool may use another for the next statement.
  const client = new Client({ connectionString: url, application_name: 'tempograph migrate' });
  client.on('error', () => undefined); // also fails the query that is awaited
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    await runMigrations(drizzle(client), {
      migrationsFolder,
      migrationsSchema: 'public',
      migrationsTable: 'migrations',
    });
  } finally {
    await client.end();
  }
}
