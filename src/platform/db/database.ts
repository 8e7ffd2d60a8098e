import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { Log } from '../log.ts';

/** Queries of this process at a time; PostgreSQL allows 100 in all by default (`max_connections`). */
const mostConnections = 10;
/** Milliseconds until a database that does not answer is given up. */
const patienceMs = 3000;

export interface Database {
  db: NodePgDatabase;
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
  });
  // Without a listener a connection that breaks while nobody uses it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  return {
    db: drizzle(pool),
    pool,
    async check() {
      await pool.query('SELECT 1');
    },
    close: () => pool.end(),
  };
}
