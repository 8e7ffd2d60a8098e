import { NativeConnection, TransportError } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../src/platform/env.ts';
import type { Log } from '../src/platform/log.ts';
import { WorkerRefused } from './worker.ts';

/** A Temporal that has not answered for this long is not "starting up" any more. */
const patienceMs = 120_000;
const longestPauseMs = 5000;

/** Connects to Temporal, waiting for one that is merely not up yet. */
export async function connectWorker(
  settings: Settings['temporal'],
  log: Log,
  patience = patienceMs,
): Promise<NativeConnection> {
  const { address, apiKey, tls } = settings;
  const until = performance.now() + patience;
  for (let pause = 250; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await NativeConnection.connect({ address, apiKey, tls });
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
