import { sleep } from '../sleep.ts';
import { Client, DatabaseError } from 'pg';
import { SettingsError } from '../env.ts';
import type { Log } from '../log.ts';
import { reasonOf } from '../reason-of.ts';

/** Milliseconds for one attempt, and between two. */
const attempt = { patience: 3000, pause: 500 };
/** The server is there, and still starting or recovering. */
const cannotConnectNow = '57P03';

/**
 * One connection, for what a pool does not fit. The server may come up later than this process, as compose starts both
 * side by side: it is waited for. Throws SettingsError, which never has the password in it.
 */
export async function connect(url: string, log: Log, waitMs: number): Promise<Client> {
  const until = performance.now() + waitMs;
  for (let told = false; ; await sleep(attempt.pause)) {
    const client = clientOf(url);
    client.on('error', () => undefined); // also fails the query that is awaited
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end();
      if (error instanceof DatabaseError && error.code !== cannotConnectNow) {
        throw new SettingsError(`DATABASE_URL: PostgreSQL says: ${error.message}.`, { cause: error });
      }
      const { host } = new URL(url);
      const reason = reasonOf(error);
      if (performance.now() > until) {
        throw new SettingsError(`DATABASE_URL: PostgreSQL at ${host} does not answer: ${reason}.`, { cause: error });
      }
      if (!told) log.warn({ host, reason }, 'PostgreSQL does not answer yet: waiting for it');
      told = true;
    }
  }
}

/** Reads the files that the address may name. Throws SettingsError. */
function clientOf(connectionString: string): Client {
  try {
    return new Client({
      connectionString,
      application_name: 'tempograph',
      connectionTimeoutMillis: attempt.patience,
    });
  } catch (error) {
    throw new SettingsError(`DATABASE_URL: ${reasonOf(error)}.`, { cause: error });
  }
}
