import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TLSConfig } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createAuthority } from '../../test/certificates.ts';
import { noteSecret } from '../../test/note-secret.ts';
import { runToEnd } from '../../test/product-process.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { createTlsProxy, type TlsProxy } from '../../test/tls-proxy.ts';
import { ServiceUnavailableError } from '../errors.ts';
import { createTemporal } from '../platform/temporal.ts';

const apiKey = `key-of-a-cluster-${randomUUID()}`;
let folder: string;
let proxy: TlsProxy;
let secured: Record<string, string>;

/** Temporal as it is in a data centre: only by TLS, only with a certificate, and under a name of its own. */
beforeAll(async () => {
  const authority = createAuthority();
  const client = authority.issue('tempograph');
  noteSecret({ name: 'the key of the certificate', value: client.key.split('\n')[1]! });
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-mtls-'));
  const write = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  proxy = await createTlsProxy(
    inject('serverEnv')['TEMPORAL_ADDRESS']!,
    authority.issue('temporal.example'),
    authority.cert,
  );
  secured = {
    TEMPORAL_ADDRESS: proxy.address,
    TEMPORAL_API_KEY: apiKey,
    TEMPORAL_GRPC_META_X_ROUTE_TO: 'the-back-office',
    TEMPORAL_TLS_SERVER_NAME: 'temporal.example',
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: await write('ca.pem', authority.cert),
    TEMPORAL_TLS_CLIENT_CERT_PATH: await write('client.pem', client.cert),
    TEMPORAL_TLS_CLIENT_KEY_DATA: client.key,
  };
});
const stack = useStack({
  fixtures: true,
  get env() {
    return secured;
  },
});
afterAll(async () => {
  await proxy.close();
  await rm(folder, { recursive: true });
});

/** What was called with the key and the header since. */
function called() {
  const mine = proxy.headers.filter(
    (headers) => headers['authorization'] === `Bearer ${apiKey}` && headers['x-route-to'] === 'the-back-office',
  );
  expect(mine, 'every call has both').toHaveLength(proxy.headers.length);
  return new Set(mine.map((headers) => headers[':path']?.split('/').at(-1)));
}

test('API and worker get into a Temporal that asks for a certificate and a key', async () => {
  const run = await stack.start('probe', { name: randomUUID() });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 } });
  const calls = called();
  for (const call of ['StartWorkflowExecution', 'PollActivityTaskQueue', 'PollWorkflowTaskQueue'])
    expect(calls).toContain(call);
});

test('and so does the scheduler', async () => {
  const file = path.join(folder, 'schedules.yaml');
  const object = `{ bucket: ${stack.storage.workBucket}, key: a.jpg }`;
  const schedule = `{ action: { imageEnhancement: { source: ${object} } }, spec: { cron: ['0 9 * * *'] } }`;
  await writeFile(file, `owner: tls\nschedules: { a: ${schedule} }\n`);
  const env = { ...stack.env, RUN_MODE: 'scheduler', SCHEDULES_FILE: file, SCHEDULER_ONCE: 'true' };
  expect(await runToEnd(productMain, env)).toMatchObject({ code: 0 });
  expect(called()).toContain('CreateSchedule');
});

test('whoever shows no certificate, or one of a stranger, does not get in', async () => {
  const { tls, ...settings } = stack.settings.temporal;
  const { cert, key } = createAuthority().issue('tempograph');
  const strangers = [undefined, { crt: Buffer.from(cert), key: Buffer.from(key) }].map(async (clientCertPair) => {
    const { service, namespace, call, close } = createTemporal({
      ...settings,
      tls: { ...(tls as TLSConfig), clientCertPair },
    });
    await expect(call(() => service.countSchedules({ namespace }))).rejects.toThrow(ServiceUnavailableError);
    await close();
  });
  const before = proxy.headers.length;
  await Promise.all(strangers);
  expect(proxy.headers.slice(before).filter((headers) => headers[':path']?.endsWith('CountSchedules'))).toEqual([]);
});
