import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TLSConfig } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../test/certificates.ts';
import { noteSecret } from '../../test/note-secret.ts';
import { textOf } from '../../test/find-secrets.ts';
import { fixtureWorkerPath } from '../../test/fixtures/paths.ts';
import { runToEnd, startWorkerProcess } from '../../test/product-process.ts';
import { scheduleRequest } from '../../test/schedules.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { createTlsProxy, type TlsProxy } from '../../test/tls-proxy.ts';
import { ServiceUnavailableError } from '../errors.ts';
import { readSettings, type Settings } from '../platform/env.ts';
import { createTemporal, type Temporal } from '../platform/temporal.ts';
import { runReplay } from '../replay/run-replay.ts';
import { decodeRunId, encodeRunId } from '../services/runs/run-id.ts';
import { createSchedules } from '../services/schedules/schedules.ts';
import { waitFor } from '../../test/wait-for.ts';

const apiKey = `key-of-a-cluster-${randomUUID()}`;
const keys: Record<string, string> = {};
const keysOf = (...names: string[]) =>
  names.map((name) => `${name}:${(keys[name] ??= randomBytes(32).toString('hex'))}`).join(',');
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
    PAYLOAD_KEYS: keysOf('newer', 'older'),
    BUS: 'none', // so that progress is what Temporal knows
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

/** All that whoever looks at Temporal can read of an execution. */
const readable = async (workflowId: string) => {
  const { service, namespace, call } = stack.temporal;
  const execution = { workflowId };
  const answers = await Promise.all([
    call(() => service.describeWorkflowExecution({ namespace, execution })),
    call(() => service.getWorkflowExecutionHistory({ namespace, execution })),
  ]);
  return textOf(answers);
};

const workflowIdOf = ({ id }: { id: string }) => decodeRunId(id)!.workflowId;

describe('what runs are about is encrypted', () => {
  test('in Temporal, and not for whoever watches it here', async () => {
    const [name, id] = [`hush-${randomUUID()}`, randomUUID()];
    const label = { key: 'about', value: id };
    const run = await stack.start('probe', { name, behaviour: 'COUNT_SLOWLY', count: 20 }, { id, labels: [label] });
    for await (const { detailJson } of run.states('detailJson')) {
      if (detailJson === null) continue;
      const meanwhile = await readable(id);
      expect(meanwhile, 'heartbeats').toContain('binary/encrypted');
      expect(meanwhile).not.toMatch(/numbers|"act"/);
      break;
    }
    expect(await run.end('inputJson')).toMatchObject({
      status: 'COMPLETED',
      inputJson: { name },
      resultJson: { word: 'counted from 0' },
    });
    const listed = await waitFor('the list', async () => {
      const query = `query($label: LabelInput!) { runs(filter: { label: $label, status: [COMPLETED] }) { edges { node { labels { key value } progress { step } } } } }`;
      const { data } = await stack.graphql(query, { label });
      const { edges } = data!['runs'] as { edges: { node: unknown }[] };
      return edges[0]?.node;
    });
    expect(listed, 'labels and memo').toEqual({ labels: [label], progress: { step: 'act' } });
    expect(await readable(id)).not.toMatch(/hush|counted|numbers/);
  });

  test('also what failures say, of activities and of workflows', async () => {
    const once = await stack.start('probe', { name: randomUUID(), behaviour: 'FAIL_TWICE' });
    const waits = new Set<unknown>();
    for await (const { waiting } of once.states('waiting { ... on BackingOffWaiting { lastFailure } }'))
      waits.add((waiting as { lastFailure?: string } | null)?.lastFailure);
    expect([...waits].join()).toContain("the worker's log has it");
    for (const [behaviour, message] of [
      ['FAIL_DECLARED', 'The activity was told to fail.'],
      ['THROW_IN_WORKFLOW', 'not JSON'],
    ] as const) {
      const run = await stack.start('probe', { name: randomUUID(), behaviour });
      expect((await run.end()).failure?.message).toContain(message);
      expect(await readable(workflowIdOf(run))).not.toMatch(/told to fail|not JSON|worker's log/);
    }
  });

  test('and what schedules start', async () => {
    const schedules = createSchedules(stack.temporal, stack.database);
    const request = scheduleRequest({ labels: [{ key: 'about', value: 'schedules' }] });
    const schedule = await schedules.create(request);
    expect((await schedule.details())!.action.input).toEqual(request.action.input);
    const { service, namespace, call } = stack.temporal;
    const raw = await call(() => service.describeSchedule({ namespace, scheduleId: schedule.name }));
    expect(textOf(raw)).toContain('binary/encrypted');
    expect(textOf(raw)).not.toContain((request.action.input as { name: string }).name);
    const { run } = await schedules.trigger(schedule.name);
    expect(await stack.run(encodeRunId(run!.key)).end('labels { key value }')).toMatchObject({
      status: 'COMPLETED',
      labels: request.labels,
    });
  });
});

const clientOf = (...names: string[]) => {
  const { payloadKeys } = readSettings({ PAYLOAD_KEYS: names.length > 0 ? keysOf(...names) : '' }).temporal;
  const client = createTemporal({ ...stack.settings.temporal, payloadKeys });
  onTestFinished(() => client.close());
  return client;
};

/** A run that another program starts. */
const startBy = async ({ client }: Temporal, name = randomUUID()) => {
  const options = { args: [{ name }], taskQueue: 'media', workflowId: name };
  const { workflowId, firstExecutionRunId: first } = await client.workflow.start('probe', options);
  return stack.run(encodeRunId({ workflowId, first }));
};

test("and today's workflow code is tried against it", async () => {
  const lines: string[] = [];
  const options = { from: 'server', last: 50, workflows: ['probe'] } as const;
  const tools = { bundle: { codePath: inject('bundles').fixtures }, print: (line: string) => void lines.push(line) };
  const replay = (settings: Pick<Settings, 'temporal'>) =>
    runReplay({ ...options, workflows: ['probe'] }, { ...tools, settings });
  expect(await replay(stack.settings)).toBe(0);
  expect(lines).toEqual([expect.stringMatching(/^\d+ histories of \S+ at \S+ replayed, all go on\.$/)]);
  expect(await replay({ temporal: { ...stack.settings.temporal, payloadKeys: [] } })).toBe(1);
  expect(lines[1]).toMatch(/^probe /);
});

describe('with keys that change', () => {
  test('runs go on that were started with an older key, or with none', async () => {
    for (const names of [['older'], []]) {
      const run = await startBy(clientOf(...names));
      expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { word: 'done' } });
    }
  });

  test('a key that is missing is named, and a run waits for who has it', async () => {
    const name = randomUUID();
    const run = await startBy(clientOf('newest'), name);
    const missing = /the key \\"newest\\": add that one to PAYLOAD_KEYS/; // as JSON has quotes
    await waitFor('the worker to say so', () => missing.test(stack.workerOutput()));
    const select = `query($id: ID!) { run(id: $id) { status inputJson } }`;
    expect(await stack.graphql(select, { id: run.id })).toMatchObject({
      data: { run: { status: 'RUNNING', inputJson: null } },
    });
    await waitFor('the API to say so', async () => missing.test(await readFile(stack.logFile, 'utf8')));
    const worker = await startWorkerProcess(fixtureWorkerPath, {
      ...stack.env,
      PAYLOAD_KEYS: keysOf('newest', 'newer'),
    });
    onTestFinished(() => void worker.stop('SIGKILL'));
    await stack.worker.stop();
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    const { client } = clientOf('newest');
    expect(await client.workflow.getHandle(name).result()).toEqual({ word: 'done', attempts: 1 });
  });
});
