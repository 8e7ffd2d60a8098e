import { randomUUID } from 'node:crypto';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { probe } from '../../test/fixtures/probe/contract.ts';
import { createGraphqlClient } from '../../test/graphql-client.ts';
import { send } from '../../test/http-client.ts';
import { useStack } from '../../test/stack.ts';
import { createTcpProxy } from '../../test/tcp-proxy.ts';
import { untilItWorks, waitFor } from '../../test/wait-for.ts';
import { silentBus } from '../platform/bus/silent-bus.ts';
import type { Settings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { decodeRunId } from './runs/run-id.ts';

const stack = useStack({ fixtures: true, proxied: true });
afterEach(() => stack.proxy.restore());

/** Three times what is promised, for slow machines. */
const deadlineMs = 9000;

const start = (behaviour = 'SUCCEED', more: object = {}) =>
  stack.start('probe', { name: `outage-${randomUUID()}`, behaviour, ...more });
const ready = () => send(`${stack.url}/ready`);
const goesAgain = () => untilItWorks('starts that work', () => start());

test.for(['refuses connections', 'hangs'] as const)(
  'with a Temporal that %s every operation says so in time, and all is well afterwards',
  { timeout: 60_000 },
  async (trouble) => {
    const run = await start();
    if (trouble === 'hangs') stack.proxy.stall();
    else await stack.proxy.cut();
    const operations = {
      start: `mutation { startProbe(input: { name: "down" }) { __typename } }`,
      read: `{ run(id: "${run.id}") { id } }`,
      list: `{ runs { edges { node { id } } } }`,
      cancel: `mutation { cancelRun(id: "${run.id}") { __typename } }`,
    };
    const began = performance.now();
    for (const result of await Promise.all(Object.values(operations).map((query) => stack.graphql(query)))) {
      expect(result.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    }
    expect(performance.now() - began).toBeLessThan(deadlineMs);
    expect(await ready()).toMatchObject({ status: 503, body: expect.stringMatching(/"temporal":".+","storage":null/) });
    expect(await send(`${stack.url}/live`)).toMatchObject({ status: 200 });
    expect((await stack.graphql('{ workflows { name } }')).errors).toBeUndefined();
    await stack.proxy.restore();
    await (await goesAgain()).end();
    await waitFor('/ready', async () => (await ready()).status === 200);
  },
);

test('a subscription survives an outage and has the end of the run afterwards', { timeout: 60_000 }, async () => {
  const run = await start('COUNT_SLOWLY', { count: 60 });
  const seen: string[] = [];
  let last: { status: string; progress: { percent: number | null } } | undefined;
  for await (const state of run.states()) {
    last = state;
    if ((state.progress.done ?? 0) >= 5 && seen.length === 0) {
      await stack.proxy.cut();
      // The worker goes on, and so does the run: it ends while nobody here can see it.
      const { client } = stack.temporal;
      const { workflowId } = decodeRunId(run.id)!;
      await client.workflow.getHandle(workflowId).result();
      await stack.proxy.restore();
    }
    seen.push(state.status);
  }
  expect(last).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 } });
  expect(seen.filter((status) => status === 'COMPLETED')).toHaveLength(1);
});

test('who subscribes during an outage gets the state when it is over', { timeout: 60_000 }, async () => {
  const run = await start();
  await run.end();
  await stack.proxy.cut();
  const end = run.end();
  await waitFor('the outage to be noticed', async () => (await ready()).status === 503);
  await stack.proxy.restore();
  expect(await end).toMatchObject({ status: 'COMPLETED' });
});

test('an API that comes up before Temporal serves all of it later, labels too', { timeout: 60_000 }, async () => {
  const proxy = await createTcpProxy(stack.settings.temporal.address);
  await proxy.cut();
  onTestFinished(() => proxy.close());
  const namespace = `late-${randomUUID()}`;
  const { service, call } = stack.temporal;
  const day = { seconds: 86_400 as never };
  await call(() => service.registerNamespace({ namespace, workflowExecutionRetentionPeriod: day }), {
    deadlineMs: 10_000,
  });
  const api = await secondApi({ temporal: { ...stack.settings.temporal, address: proxy.address, namespace } });
  expect(await send(`${api.url}/ready`)).toMatchObject({ status: 503 });
  await proxy.restore();
  const client = createGraphqlClient(() => api.url);
  const labels = [{ key: 'late', value: 'yes' }];
  await untilItWorks('a start with a label', () => client.start('probe', { name: 'late' }, { labels }));
});

test.for([
  ['storage that is away', { endpoint: 'http://127.0.0.1:1' }, /.{5,}/],
  ['a bucket that does not exist', { bucket: 'no-such-bucket' }, /404.*no-such-bucket/],
] as const)('%s is named at /ready', async ([, wrong, reason]) => {
  const api = await secondApi({ storage: { ...stack.settings.storage, ...wrong } });
  const began = performance.now();
  const { status, body } = await send(`${api.url}/ready`);
  expect(performance.now() - began).toBeLessThan(deadlineMs);
  expect(status).toBe(503);
  expect(JSON.parse(body)).toEqual({ temporal: null, database: null, storage: expect.stringMatching(reason) });
});

test('a database that goes away is named at /ready', async () => {
  const url = new URL(stack.settings.databaseUrl!);
  const proxy = await createTcpProxy(url.host);
  onTestFinished(() => proxy.close());
  url.host = proxy.address;
  const api = await secondApi({ databaseUrl: url.href });
  expect(await send(`${api.url}/ready`)).toMatchObject({ status: 200 });
  await proxy.cut();
  await waitFor('503', async () => (await send(`${api.url}/ready`)).status === 503); // an answer may be a second old
  const { body } = await send(`${api.url}/ready`);
  expect(JSON.parse(body)).toEqual({ temporal: null, storage: null, database: expect.stringMatching(/.{5,}/) });
  await proxy.restore();
  await waitFor('/ready', async () => (await send(`${api.url}/ready`)).status === 200);
});

/** Another API in this process, configured otherwise. */
async function secondApi(otherwise: Partial<Settings>) {
  vi.resetModules(); // a schema can be made once per process
  const { startApi } = await import('../modes/api.ts');
  const settings = { ...stack.settings, ...otherwise, http: { ...stack.settings.http, port: 0 } };
  const api = await startApi(settings, silentBus, createLog('silent'), { contracts: { probe } });
  onTestFinished(() => api.close());
  return api;
}
