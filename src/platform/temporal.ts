import { Client, isGrpcServiceError, ServiceError, type Connection } from '@temporalio/client';
import { decodeArrayFromPayloads, encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import { ServiceUnavailableError } from '../errors.ts';
import { dataConverter } from './data-converter.ts';
import type { Log } from './log.ts';
import { PayloadKeyError } from './payload-codec.ts';
import type { Metrics } from './metrics/metrics.ts';
import { openConnection } from './temporal-connection.ts';
import { connectionOptions, type TemporalSettings } from './temporal-settings.ts';
import { measureCalls } from './temporal-times.ts';

type Payload = temporal.api.common.v1.IPayload;

/** Without a deadline the client tries for 19 s before it says that the server is gone. */
const deadlineMs = 2500;
/** Longest pause before the connection is tried again; the default grows to two minutes, long after Temporal is back. */
const reconnectMs = 1000;
/** gRPC status codes (grpc.io/docs/guides/status-codes). */
const grpc = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
};
const passing = [grpc.deadlineExceeded, grpc.resourceExhausted, grpc.aborted, grpc.internal, grpc.unavailable];

interface CallOptions {
  deadlineMs?: number;
  signal?: AbortSignal;
  /** A refusal is told at once. Otherwise the call is repeated until its deadline, and nobody learns why it is late. */
  once?: boolean;
}

/** The connection to Temporal as services use it. */
export interface Temporal {
  client: Client;
  namespace: string;
  /** Temporal's own API, for what the client does not offer. */
  service: Connection['workflowService'];
  operator: Connection['operatorService'];
  /** Runs calls with a deadline; a server that does not answer becomes ServiceUnavailableError. */
  call<T>(run: () => Promise<T>, options?: CallOptions): Promise<T>;
  /** Decrypts and decodes payloads to values; undefined for what cannot be read here, as only its sender can or a key is missing. */
  decode(payloads: Payload[] | null | undefined): Promise<unknown[]>;
  /** Values as payloads, encrypted when there are keys. */
  encode(values: readonly unknown[]): Promise<Payload[]>;
  /** Values of search attributes, which the server has to read. */
  encodeAttributes(values: readonly unknown[]): Payload[];
  close(): Promise<void>;
}

const unavailable = (cause?: unknown) => new ServiceUnavailableError('Temporal', cause);

interface TemporalTools {
  /** What is thrown when it is away. */
  toError?: typeof unavailable;
  /** Told of keys that are missing, once of each. */
  log?: Log;
  /** Has how long calls take. */
  metrics?: Metrics;
}

/** Connects when first used, so that an API comes up while Temporal does not. */
export function createTemporal(settings: TemporalSettings, tools: TemporalTools = {}): Temporal {
  const { toError = unavailable, log, metrics } = tools;
  const { namespace } = settings;
  const { connection, withoutRetries, close } = openConnection({
    ...connectionOptions(settings),
    connectTimeout: deadlineMs,
    channelArgs: { 'grpc.max_reconnect_backoff_ms': reconnectMs },
  });
  if (metrics) measureCalls(connection.workflowService, metrics);
  const client = new Client({ connection, namespace, dataConverter: dataConverter(settings.payloadKeys) });
  const converter = client.options.loadedDataConverter;
  const told = new Set<string>();
  const tell = (error: unknown) => {
    if (!(error instanceof PayloadKeyError) || told.has(error.keyId)) return;
    told.add(error.keyId);
    log?.error(
      { err: error, key: error.keyId },
      'what Temporal has cannot be decrypted, and is shown as if it were not there',
    );
  };
  /** Foreign workers may use any encoding; that must not hide the rest of their runs. */
  const decodeOne = (payload: Payload) => decodeArrayFromPayloads(converter, [payload]).then(([value]) => value, tell);
  return {
    client,
    namespace,
    service: connection.workflowService,
    operator: connection.operatorService,
    async call(request, { deadlineMs: within = deadlineMs, signal, once } = {}) {
      const run = once ? () => withoutRetries(request) : request;
      try {
        const answer = connection.withDeadline(Date.now() + within, () =>
          signal ? withSignal(signal, (own) => connection.withAbortSignal(own, run)) : run(),
        );
        return await inTime(answer, within, toError);
      } catch (error) {
        throw isUnreachable(error) ? toError(error) : error;
      }
    },
    decode: (payloads) => Promise.all((payloads ?? []).map(decodeOne)),
    encode: async (values) => (await encodeToPayloads(converter, ...values)) ?? [],
    encodeAttributes: (values) => values.map((value) => converter.payloadConverter.toPayload(value)),
    close,
  };
}

/** The client's own retries may sleep past the deadline before they notice it. */
async function inTime<T>(answer: Promise<T>, ms: number, toError: typeof unavailable): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(toError(new Error(`no answer within ${ms / 1000} s`))), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** The client leaves its listeners on a signal it was given, so a long-lived one is never handed to it. */
async function withSignal<T>(signal: AbortSignal, run: (own: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const abort = () => own.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await run(own.signal);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Whether the server said that the run, schedule or namespace does not exist. */
export const isNotFound = (error: unknown) => grpcCode(error) === grpc.notFound;
/** Whether the server takes no more of these calls at present. */
export const isExhausted = (error: unknown) => grpcCode(error) === grpc.resourceExhausted;
/** What the server says of a request that it does not understand; null when that is not what it says. */
export const invalidReason = (error: unknown): string | null =>
  isGrpcServiceError(error) && grpcCode(error) === grpc.invalidArgument ? error.details : null;
/** Whether somebody has changed meanwhile what was to be changed. */
export const isOutdated = (error: unknown) => grpcCode(error) === grpc.failedPrecondition;
/** Whether the server does not offer the call, or not in this namespace. */
export const isUnimplemented = (error: unknown) => grpcCode(error) === grpc.unimplemented;
/** Whether the server could not do it for a reason of its own, and asks to be asked again. */
export const isInternal = (error: unknown) => grpcCode(error) === grpc.internal;
export const isAlreadyExists = (error: unknown) => grpcCode(error) === grpc.alreadyExists;

/** Whether the same call may well succeed later. */
export function mayPass(error: unknown): boolean {
  const code = grpcCode(error);
  return error instanceof ServiceUnavailableError || (code !== undefined && passing.includes(code));
}

function isUnreachable(error: unknown): boolean {
  const code = grpcCode(error);
  // The server keeps the deadline too; when it is the first to notice, it cancels the call.
  if (code !== undefined) return [grpc.cancelled, grpc.deadlineExceeded, grpc.unavailable].includes(code);
  return error instanceof Error && error.message.includes('Failed to connect'); // the lazy connection's own time-out
}

function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof ServiceError ? grpcCode(error.cause) : undefined;
}
