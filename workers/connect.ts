import { NativeConnection, TransportError, type NativeConnectionOptions } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../src/platform/log.ts';
import { connectionOptions, type TemporalSettings } from '../src/platform/temporal-settings.ts';
import { WorkerRefused } from './worker-refused.ts';

/** A Temporal that has not answered for this long is not "starting up" any more. */
const patienceMs = 120_000;
const longestPauseMs = 5000;
/** For one attempt. The SDK itself waits for ever for a server that accepts the connection and then says nothing. */
const attemptMs = 10_000;

/** Connects to Temporal, waiting for one that is merely not up yet. */
export async function connectWorker(
  settings: TemporalSettings,
  log: Log,
  patience = patienceMs,
): Promise<NativeConnection> {
  const { address } = settings;
  const until = performance.now() + patience;
  for (let pause = 250; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await connectWithin(Math.min(attemptMs, patience), connectionOptions(settings), log);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (performance.now() + pause > until) {
        throw new WorkerRefused(`No Temporal at ${address} after ${patience / 1000} s: ${error.message}`, {
          cause: error,
        });
      }
      log.warn({ address, pause, reason: error.message }, 'Temporal is not reachable yet');
      await sleep(pause);
    }
  }
}

const close = (connection: NativeConnection) => connection.close();

async function connectWithin(ms: number, options: NativeConnectionOptions, log: Log): Promise<NativeConnection> {
  const connecting = NativeConnection.connect(options);
  const done = new AbortController();
  try {
    const first = await Promise.race([connecting, sleep(ms, null, { signal: done.signal })]);
    if (first) return first;
    // It may still succeed or fail; this attempt is over.
    connecting
      .then(close)
      .catch((error: unknown) => log.debug({ err: error }, 'an earlier attempt to connect has failed'));
    throw new TransportError(`no answer within ${ms / 1000} s`);
  } finally {
    done.abort();
  }
}
