import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, inject } from 'vitest';
import { startApi, type RunningApi } from '../src/modes/api.ts';
import type { Bus } from '../src/platform/bus/bus.ts';
import { createBus } from '../src/platform/bus/create-bus.ts';
import { processEnv, readSettings, type Settings } from '../src/platform/env.ts';
import { createLog } from '../src/platform/log.ts';
import { createStorage, type Storage } from '../src/platform/storage.ts';
import { createTemporal, type Temporal } from '../src/platform/temporal.ts';
import type { WorkflowContract } from '../workers/kit/contract.ts';
import { createDatabase, type Database } from '../src/platform/db/database.ts';
import * as fixtureContracts from './fixtures/contracts.ts';
import { fixtureWorkerPath } from './fixtures/paths.ts';
import { newDatabase } from './database.ts';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.ts';
import { noteEnvironment } from './note-secret.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { startWorkerProcess, type ProductProcess } from './product-process.ts';

export const productMain = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface StackOptions {
  /** Serve the workflows of test/fixtures instead of the product's. */
  fixtures?: boolean;
  /** Let the API serve these; there is no worker for them. */
  contracts?: Readonly<Record<string, WorkflowContract>>;
  /** Do without a worker process. */
  worker?: false;
  /** Let the API (not the worker) reach Temporal through `stack.proxy`, to take it away. */
  proxied?: true;
  /** More environment for API and worker. */
  env?: Record<string, string>;
}

/** One test file's own API, worker, Temporal namespace and bucket over the servers of the test run. */
export interface Stack extends GraphqlClient {
  url: string;
  settings: Settings;
  /** The environment of API and worker, for further processes. */
  env: Record<string, string>;
  temporal: Temporal;
  storage: Storage;
  database: Database;
  worker: ProductProcess;
  /** The API as the holder of a key or token sees it; the stack itself has `ADMIN_API_KEY`, if there is one. */
  as(credential?: string): GraphqlClient;
  /** Only with the option `proxied`. */
  proxy: TcpProxy;
  /** What the API has logged so far; it is written a moment later. */
  logFile: string;
  /** What all workers have written so far, those that were stopped or killed included. */
  workerOutput(): string;
  put(bytes: Buffer, name?: string): Promise<{ bucket: string; key: string }>;
  startWorker(): Promise<void>;
  /** Ends the API before the tests are over. */
  closeApi(): Promise<void>;
}

/** Call at the top of a test file; what it returns is usable inside tests and hooks. */
export function useStack(options: StackOptions = {}): Stack {
  const stack = {} as Stack;
  let api: RunningApi | undefined;
  let bus: Bus;

  beforeAll(async () => {
    const name = `test-${randomUUID()}`;
    const env: Record<string, string> = {
      ...inject('serverEnv'),
      DATABASE_URL: await newDatabase(),
      TOKEN_SECRET: randomBytes(32).toString('hex'),
      TEMPORAL_NAMESPACE: name,
      S3_BUCKET: name,
      RUN_MODE: 'api',
      PORT: '0',
      WORKFLOW_BUNDLE: inject('bundles')[options.fixtures ? 'fixtures' : 'product'],
      ...options.env,
    };
    noteEnvironment(env);
    // The AWS SDK reads credentials from the environment only.
    for (const key of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) processEnv()[key] = env[key];
    const settings = readSettings(env);
    const temporal = createTemporal(settings.temporal);
    await Promise.all([registerNamespace(temporal), createBucket(settings)]);
    stack.settings = settings;
    stack.env = env;
    stack.temporal = temporal;
    stack.storage = createStorage(settings.storage);
    stack.logFile = `${inject('bundles').product}.${name}.log`;
    stack.database = createDatabase(env['DATABASE_URL']!, createLog('silent'));
    if (options.proxied) stack.proxy = await createTcpProxy(settings.temporal.address);
    const address = stack.proxy?.address ?? settings.temporal.address;
    const log = createLog('debug', stack.logFile);
    bus = createBus(settings, log);
    api = await startApi({ ...settings, temporal: { ...settings.temporal, address } }, bus, log, {
      contracts: options.contracts ?? (options.fixtures ? fixtureContracts : undefined),
    });
    stack.url = api.url;
    stack.closeApi = async () => {
      await api?.close();
      api = undefined;
    };
    Object.assign(
      stack,
      createGraphqlClient(() => stack.url, env['ADMIN_API_KEY']),
    );
    stack.as = (credential) => createGraphqlClient(() => stack.url, credential);
    stack.put = async (bytes, file = 'object') => {
      const location = { bucket: name, key: `in/${randomUUID()}/${file}` };
      await stack.storage.write(location, bytes, { contentType: 'application/octet-stream' });
      return location;
    };
    const workers: ProductProcess[] = [];
    stack.workerOutput = () => workers.map((worker) => worker.output()).join('\n');
    stack.startWorker = async () => {
      const main = options.fixtures ? fixtureWorkerPath : productMain;
      stack.worker = await startWorkerProcess(main, { ...env, LOG_LEVEL: 'debug' });
      workers.push(stack.worker);
    };
    if (options.worker !== false) await stack.startWorker();
  });

  afterAll(async () => {
    await stack.closeApi?.();
    await bus?.close();
    await stack.proxy?.close();
    await stack.worker?.stop('SIGKILL');
    await stack.temporal?.close();
    await stack.database?.close();
    stack.storage?.close();
  });

  return stack;
}

async function registerNamespace({ service, namespace, call }: Temporal) {
  const day = { seconds: 86_400 as never };
  await call(() => service.registerNamespace({ namespace, workflowExecutionRetentionPeriod: day }), {
    deadlineMs: 60_000, // other tests keep the machine busy
  });
}

async function createBucket({ storage }: Settings) {
  const client = new S3Client({ endpoint: storage.endpoint, region: storage.region, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: storage.bucket }));
  client.destroy();
}
