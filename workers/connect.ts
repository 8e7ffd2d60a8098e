import { isGrpcServiceError } from '@temporalio/client';
import { NativeConnection, TransportError, type NativeConnectionOptions } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailableError } from '../src/errors.ts';
import type { Log } from '../src/platform/log.ts';
import { reasonOf } from '../src/platform/reason-of.ts';
import { connectionOptions, type TemporalSettings } from '../src/platform/temporal-settings.ts';
import type { Temporal } from '../src/platform/temporal.ts';

/** For one attempt. The SDK itself waits for ever for a server that accepts the connection and then says nothing. */
const attemptMs = 10_000;

/** Connects to a Temporal that has the namespace, or throws what is wrong in words for an operator. */
export async function connectWorker(settings: TemporalSettings, temporal: Temporal, log: Log) {
  await lookForNamespace(settings, temporal);
  return connectWithin(attemptMs, connectionOptions(settings), log);
}

/** The SDK does the same once it polls, and then gives up. */
async function lookForNamespace({ address, namespace }: TemporalSettings, { call, service }: Temporal) {
  try {
    await call(() => service.describeNamespace({ namespace }));
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    const { cause = 'it says nothing' } = error;
    const message = `Temporal does not answer at ${address}: ${reasonOf(cause)}. TEMPORAL_ADDRESS says where it is.`;
    throw new ServiceUnavailableError('Temporal', cause, message);
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
    throw new TransportError(`Temporal does not answer at ${options.address}.`);
  } finally {
    done.abort();
  }
}

/** A worker that was made and never run holds it. What went wrong before is more worth knowing. */
export const disconnect = (connection: NativeConnection, log: Log) =>
  connection.close().catch((error: unknown) => log.warn({ err: error }, 'the connection to Temporal stays open'));

/** Whether an error says that Temporal is not there, or not yet as we need it, and not that something is wrong with us. */
export const isAway = (error: unknown) =>
  error instanceof TransportError || error instanceof ServiceUnavailableError || isGrpcServiceError(error);
