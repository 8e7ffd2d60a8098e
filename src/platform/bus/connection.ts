import { Client } from 'pg';
import type { Log } from '../log.ts';
import { reasonOf } from '../reason-of.ts';
import { sleep } from '../sleep.ts';

const firstPauseMs = 100;
const longestPauseMs = 2000;
const connectMs = 5000;
/** While it stays away for the same reason. */
const toldEveryMs = 10 * 60_000;

export interface KeptConnection {
  /** The connection, while there is one. */
  current(): Client | null;
  /** Since when it has been current, by `performance.now()`; null while there is none. */
  since(): number | null;
  close(): Promise<void>;
}

interface Options {
  url: string;
  /** What it is for, in logs and in the list of the server's connections. */
  name: string;
  log: Log;
  /** Called with each new connection, before it becomes current. */
  onConnect?: (client: Client) => Promise<void>;
  /** Called each time there is a connection again. */
  onCurrent?: () => void;
}

/** One connection to PostgreSQL that comes back by itself whenever it is lost, until it is closed. */
export function keepConnection({ url, name, log, onConnect, onCurrent }: Options): KeptConnection {
  const closing = new AbortController();
  let current: Client | null = null;
  let since = 0;

  async function keep(): Promise<void> {
    let pause = firstPauseMs;
    let told = { reason: '', at: -Infinity };
    while (!closing.signal.aborted) {
      let client: Client | null = null;
      try {
        // Reads the certificates that the address names, which may be about to be replaced.
        client = new Client({
          connectionString: url,
          application_name: `tempograph ${name}`,
          connectionTimeoutMillis: connectMs,
          keepAlive: true,
          keepAliveInitialDelayMillis: 10_000,
        });
        const lost = lossOf(client);
        await client.connect();
        await onConnect?.(client);
        current = client;
        since = performance.now();
        pause = firstPauseMs;
        told = { reason: '', at: -Infinity };
        log.info({ connection: name }, 'the bus is connected');
        onCurrent?.();
        const reason = await Promise.race([lost, aborted(closing.signal)]);
        if (reason) throw reason;
      } catch (error) {
        const reason = reasonOf(error);
        if (reason !== told.reason || performance.now() - told.at > toldEveryMs) {
          told = { reason, at: performance.now() };
          log.warn({ connection: name, reason }, 'the bus is not connected: progress is slower');
        }
      }
      current = null;
      await client?.end().catch((error: unknown) => log.debug({ err: error }, 'a lost connection'));
      if (closing.signal.aborted) return;
      await sleep(pause, closing.signal);
      pause = Math.min(pause * 2, longestPauseMs);
    }
  }
  const kept = keep();

  return {
    current: () => current,
    since: () => current && since,
    async close() {
      closing.abort();
      await kept;
    },
  };
}

/** Resolves to why the connection broke or ended, once it has. */
const lossOf = (client: Client) =>
  new Promise<Error>((resolve) => {
    client.on('error', resolve); // the first tells all; without a listener a second would end the process
    client.once('end', () => resolve(new Error('the connection has ended')));
  });

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
