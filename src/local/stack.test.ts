import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Client, Connection } from '@temporalio/client';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { processEnv, readSettings } from '../platform/env.ts';
import { type LocalStack, startLocalStack } from './stack.ts';

/** Whoever runs the tests may have servers of their own: they are not meant here. */
const replacing = [
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'S3_ENDPOINT',
  'S3_BUCKET',
  'S3_REGION',
  'AWS_REGION',
];
const env = {
  ...Object.fromEntries(Object.entries(processEnv()).filter(([name]) => !replacing.includes(name))),
  S3_ALLOWED_BUCKETS: 'photos, tempograph,results',
  // As in the shell of somebody who also looks after a cluster.
  TEMPORAL_PROFILE: 'prod',
  TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/prod.pem',
  TEMPORAL_GRPC_META_X_ROUTE_TO: 'prod',
};
const log = { info() {}, warn() {}, error() {} };
const eventually = { timeout: 30_000, interval: 100 };

let dataDir: string;
let stack: LocalStack;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'tempograph-stack-'));
  chmodSync(dataDir, 0o711); // as root, PostgreSQL runs as another account
  stack = await startLocalStack({ dataDir, env, log });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);

function s3(variables: Record<string, string>) {
  const { S3_ENDPOINT: endpoint, AWS_REGION: region } = variables;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = variables;
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}

const put = (Key: string, Body: string) =>
  s3(stack.env).send(new PutObjectCommand({ Bucket: 'tempograph', Key, Body, ContentType: 'text/plain' }));

async function get(Key: string) {
  const { Body, ContentType } = await s3(stack.env).send(new GetObjectCommand({ Bucket: 'tempograph', Key }));
  return `${ContentType}: ${await Body?.transformToString()}`;
}

async function withTemporal<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = Connection.lazy({ address: stack.env.TEMPORAL_ADDRESS, connectTimeout: 1000 });
  try {
    return await connection.withDeadline(Date.now() + 5000, () => use(connection));
  } finally {
    await connection.close();
  }
}

const startRun = (workflowId: string) =>
  withTemporal((connection) =>
    new Client({ connection }).workflow.start('any', { workflowId, taskQueue: 'nobody-polls-this' }),
  );

const statusOf = (workflowId: string) =>
  withTemporal(async (connection) => {
    const { status } = await new Client({ connection }).workflow.getHandle(workflowId).describe();
    return status.name;
  });

test('a profile, certificates and headers for another cluster do not apply to this one', () => {
  expect(readSettings({ ...env, ...stack.env }).temporal).toEqual(
    readSettings({ TEMPORAL_ADDRESS: stack.env.TEMPORAL_ADDRESS }).temporal,
  );
});

test('objects are stored and read back', async () => {
  await put('folder/a file', 'hello');
  expect(await get('folder/a file')).toBe('text/plain: hello');
});

test('every bucket that runs may use is there', async () => {
  const { Buckets } = await s3(stack.env).send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name).toSorted()).toEqual(['photos', 'results', 'tempograph']);
});

test('the keys are readable only for their owner, and not in the list of processes', async () => {
  expect(statSync(path.join(dataDir, 's3-credentials.json')).mode & 0o777).toBe(0o600);
  const { s3: pid } = await stack.pids();
  const listed = execFileSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' });
  expect(listed).toContain('versitygw');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) expect(listed).not.toContain(stack.env[name]);
});

test('a browser on any page may send a PUT', async () => {
  const answer = await fetch(`${stack.env.S3_ENDPOINT}/tempograph/x`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://shop.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(answer.ok).toBe(true);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-allow-methods')).toContain('PUT');
});

test('Temporal knows our search attributes and keeps closed runs for 30 days', async () => {
  const [{ config }, { customAttributes }] = await withTemporal(({ workflowService, operatorService }) =>
    Promise.all([
      workflowService.describeNamespace({ namespace: 'default' }),
      operatorService.listSearchAttributes({ namespace: 'default' }),
    ]),
  );
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
  expect(customAttributes).toMatchObject({ TempographLabels: 7, TempographStartedBy: 2 });
});

test('the Temporal UI is there', async () => {
  expect((await fetch(stack.temporalUi ?? '')).ok).toBe(true);
});

test('a server killed with SIGKILL is back on its port with its data', async () => {
  await put('kept', 'over a crash');
  await startRun('kept-over-a-crash');
  const before = await stack.pids();
  for (const pid of Object.values(before)) process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => {
    expect(await get('kept')).toBe('text/plain: over a crash');
    expect(await statusOf('kept-over-a-crash')).toBe('RUNNING');
  }, eventually);
  const after = await stack.pids();
  expect([after.temporal, after.s3]).not.toEqual([before.temporal, before.s3]);
}, 60_000);

test('a restart keeps the data and the keys', async () => {
  await put('kept', 'over a restart');
  await startRun('kept-over-a-restart');
  const { AWS_ACCESS_KEY_ID: key } = stack.env;
  await stack.stop();
  stack = await startLocalStack({ dataDir, env, log });
  expect(stack.env.AWS_ACCESS_KEY_ID).toBe(key);
  expect(await get('kept')).toBe('text/plain: over a restart');
  expect(await statusOf('kept-over-a-restart')).toBe('RUNNING');
}, 120_000);

test('servers that the environment replaces are not started', async () => {
  const own = {
    ...env,
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    S3_BUCKET: 'real',
    AWS_ACCESS_KEY_ID: 'x',
    DATABASE_URL: 'postgres://db.example/tempograph',
  };
  const nothing = await startLocalStack({ dataDir: path.join(dataDir, 'other'), env: own, log });
  expect(nothing).toMatchObject({ env: {}, temporalUi: null });
  expect(await nothing.pids()).toEqual({});
  await nothing.stop();
});
