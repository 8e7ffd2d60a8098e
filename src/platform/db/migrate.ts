import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import { DatabaseError, type Client } from 'pg';
import { SettingsError } from '../env.ts';
import type { Log } from '../log.ts';
import { sleep } from '../sleep.ts';
import { connect } from './connect.ts';
import { migrationsFolder, readMigrations } from './migrations.ts';

/** Any number, the same in every process that migrates. */
const lock = 7_306_620_150;
const lookAgainMs = 100;
const insufficientPrivilege = '42501';

/** The user may not make tables, and some are missing. */
export class MigrationRefused extends SettingsError {}

/**
 * Brings the database up to date and returns the names of what it took, none when it was. Processes that start together
 * do so one after the other. Throws SettingsError when the server does not answer for `waitMs`, another process has not ended
 * by then, or it does not let us.
 */
export async function migrate(url: string, log: Log, waitMs = 30_000): Promise<string[]> {
  // A connection of its own: the lock belongs to the session, and a pool may use another for the next statement.
  const client = await connect(url, log, waitMs);
  try {
    // Asked before anything is tried: who may use the tables need not be one who may make them.
    if ((await pending(client)).length === 0) return [];
    await takeLock(client, waitMs);
    const taken = await pending(client); // another process may have been faster
    if (taken.length > 0) await run(client);
    return taken;
  } catch (error) {
    const { message } = refusal(error) ?? {};
    if (message === undefined) throw error;
    throw new MigrationRefused(
      `DATABASE_URL: PostgreSQL says: ${message}. The tables are made with RUN_MODE=migrate by a user who may make tables; others need the rights that docs/OPERATE.md lists.`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

/** Asks again and again, as a wait within the server could be neither told nor ended. */
async function takeLock(client: Client, waitMs: number): Promise<void> {
  for (const until = performance.now() + waitMs; ; await sleep(lookAgainMs)) {
    const { rows } = await client.query<{ ours: boolean }>('SELECT pg_try_advisory_lock($1) AS ours', [lock]);
    if (rows[0]?.ours) return;
    if (performance.now() > until) {
      throw new SettingsError('DATABASE_URL: Another process migrates this database, and has not ended yet.');
    }
  }
}

async function pending(client: Client): Promise<string[]> {
  const known = await client.query<{ there: boolean }>(`SELECT to_regclass('public.migrations') IS NOT NULL AS there`);
  const last = known.rows[0]?.there
    ? await client.query<{ at: string | null }>('SELECT max(created_at) AS at FROM public.migrations')
    : null;
  const at = Number(last?.rows[0]?.at ?? 0);
  return readMigrations().flatMap(({ tag, when }) => (when > at ? [tag] : []));
}

const run = (client: Client) =>
  runMigrations(drizzle(client), {
    migrationsFolder: migrationsFolder(),
    migrationsSchema: 'public',
    migrationsTable: 'migrations',
  });

/** What the user was not allowed to do; Drizzle wraps what the server says. */
function refusal(error: unknown): DatabaseError | null {
  if (error instanceof DatabaseError) return error.code === insufficientPrivilege ? error : null;
  return error instanceof Error && error.cause ? refusal(error.cause) : null;
}
