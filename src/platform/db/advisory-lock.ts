import type { PoolClient } from 'pg';
import { reasonOf } from '../reason-of.ts';
import type { Log } from '../log.ts';
import type { Database } from './database.ts';

/** How often the holder makes sure that it still is: a connection may be gone without a word. */
const sureEveryMs = 2000;

/**
 * A lock of the database that one process at a time can hold under a name. It belongs to a connection, which is kept:
 * when that ends, so does the lock, and another process may have it.
 */
export function createAdvisoryLock({ pool }: Pick<Database, 'pool'>, log: Log) {
  let session: { client: PoolClient; name: string; lost: AbortController } | null = null;
  let checking: NodeJS.Timeout | undefined;

  const end = (reason: string | null) => {
    if (!session) return;
    const { client, lost } = session;
    session = null;
    clearInterval(checking);
    client.release(true); // closes the connection, and so gives the lock back
    if (reason !== null) log.warn({ reason }, 'the lock is lost: its database connection ended');
    lost.abort();
  };

  const take = async (name: string): Promise<AbortSignal | null> => {
    if (session && session.name !== name) end(null);
    if (session) return session.lost.signal;
    const client = await pool.connect();
    let got = false;
    try {
      const { rows } = await client.query<{ got: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS got',
        [name],
      );
      got = rows[0]?.got === true;
    } catch (error) {
      client.release(true);
      throw error;
    }
    if (!got) {
      client.release();
      return null;
    }
    const lost = new AbortController();
    session = { client, name, lost };
    const broken = (error: unknown) => {
      if (session?.client === client) end(reasonOf(error)); // else it was given back
    };
    client.on('error', broken);
    client.on('end', () => broken('The server closed the connection.'));
    checking = setInterval(() => void client.query('SELECT 1').catch(broken), sureEveryMs);
    return lost.signal;
  };

  return {
    /** Resolves to a signal that is aborted when the lock is lost, or to null while another process has it. */
    take,
    /** Gives it back. */
    release: () => end(null),
  };
}
export type AdvisoryLock = ReturnType<typeof createAdvisoryLock>;
