import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type ClientBase } from 'pg';
import { ServiceUnavailableError } from '../../errors.ts';
import { isUnreachable } from './unreachable.ts';
import type { Log } from '../log.ts';

/** Queries of this process at a time; PostgreSQL allows 100 in all by default (`max_connections`). */
const mostConnections = 10;
/** Milliseconds until a database that does not answer is given up. */
const patienceMs = 3000;

/**
 * A transaction in which nothing is asked for so long is ended by the server: whoever began it hangs, or is cut off without a
 * word, and its locks would stop the others until TCP gives up. Ours ask a few questions in a row and wait for nobody.
 */
const idleMs = 30_000;

/** Said to a connection that is there: poolers refuse one that begins with what they do not know. */
const limitIdle = (client: ClientBase) => client.query(`SET idle_in_transaction_session_timeout = ${idleMs}`);

export interface Database {
  /**
   * Asks the database. Throws ServiceUnavailableError when it does not answer, else what PostgreSQL says: Drizzle's own error
   * has the values of the query in it, and ends up in logs.
   */
  ask<T>(query: (db: NodePgDatabase) => Promise<T>): Promise<T>;
  pool: Pool;
  /** Rejects, with the reason, when it does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL as services use it. Connects when first used. */
export function createDatabase(url: string, log: Log): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: 'tempograph',
    max: mostConnections,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs * 2,
    onConnect: limitIdle as (client: ClientBase) => void, // which is awaited, whatever its type says
  });
  // Without a listener a connection that breaks while nobody uses it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  const db = drizzle(pool);
  return {
    async ask(query) {
      try {
        return await query(db);
      } catch (error) {
        const cause = error instanceof DrizzleQueryError ? error.cause : error;
        throw isUnreachable(cause) ? new ServiceUnavailableError('The database', cause) : cause;
      }
    },
    pool,
    async check() {
      await pool.query('SELECT 1');
    },
    close: () => pool.end(),
  };
}
