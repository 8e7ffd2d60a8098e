import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  dependencies,
  ownServers,
  proxiedServers,
  type Dependencies,
  type Dependency,
} from '../../test/dependencies.ts';
import { probe } from '../../test/fixtures/probe/contract.ts';
import { fixtureWorkerPath } from '../../test/fixtures/paths.ts';
import { createGraphqlClient, type RunState, type TestRun } from '../../test/graphql-client.ts';
import { post, send } from '../../test/http-client.ts';
import { long } from '../../test/long.ts';
import { startWorkerProcess, urlIn, type ProductProcess } from '../../test/product-process.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { silentBus } from '../platform/bus/silent-bus.ts';
import { processEnv, readSettings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import type { RunningApi } from './api.ts';
import { startScheduler } from './scheduler.ts';

/** Three times the ten seconds that are promised, for slow machines. */
const deadlineMs = 30_000;
const patience = { timeout: deadlineMs };
/** Runs under way while something is away. */
const load = long ? 20 : 1;

// Its own processes are not looked at: it has what those that are looked at need besides servers.
const stack = useStack({ fixtures: true, worker: false });
let servers: Dependencies;
let api: RunningApi | undefined;
let worker: ProductProcess;
let scheduler: Awaited<ReturnType<typeof startScheduler>>;
let folder: string;
const urls = {} as Record<'api' | 'worker' | 'scheduler', string>;

interface Health {
  status: number;
  body: Record<string, string | null>;
}
async function ready(mode: keyof typeof urls): Promise<Health> {
  const { status, body } = await send(`${urls[mode]}/ready`);
  return { status, body: JSON.parse(body) as Health['body'] };
}
const everyone = () => Promise.all((['api', 'worker', 'scheduler'] as const).map((mode) => ready(mode)));
const allAreWell = () =>
  waitFor('all to be ready', async () => (await everyone()).every(({ status }) => status === 200), deadlineMs);
const allAreLive = async () => {
  for (const url of Object.values(urls)) expect(await send(`${url}/live`)).toMatchObject({ status: 200 });
};
const client = createGraphqlClient(() => urls.api);
const start = (count: number) => client.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count });

beforeAll(async () => {
  servers = await (long ? ownServers : proxiedServers)(stack.env);
  for (const name of dependencies) await servers.away(name);
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-outages-'));
});
afterAll(async () => {
  await api?.close();
  await scheduler?.close();
  await worker?.stop('SIGKILL');
  await servers?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('all are started before anything they need, wait for it, and say so', { timeout: 120_000 }, async () => {
  for (const key of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) processEnv()[key] = servers.env[key];
  const said: string[] = [];
  const log = {
    ...createLog('silent'),
    info: (fields: { url?: string }, message: string) => {
      if (message === 'API listens') urls.api = fields.url!;
    },
    warn: (fields: { reason?: string }, message: string) => void said.push(`${message} ${fields.reason}`),
  };
  vi.resetModules(); // a schema can be made once per process
  const { startApi } = await import('./api.ts');
  const starting = startApi(readSettings(servers.env), silentBus, log, { contracts: { probe } });
  worker = await startWorkerProcess(fixtureWorkerPath, servers.env, 'the worker tells how it is');
  urls.worker = urlIn(worker.output());
  const file = path.join(folder, 'schedules.yaml');
  await writeFile(file, `owner: ${randomUUID()}\nschedules: {}\n`);
  const settings = readSettings({ ...servers.env, RUN_MODE: 'scheduler', SCHEDULES_FILE: file });
  scheduler = await startScheduler(settings, silentBus, createLog('silent'), { contracts: { probe } });
  urls.scheduler = scheduler.url!;

  await allAreLive();
  const reason = expect.stringMatching(/.{5,}/) as string;
  const away = { temporal: reason, storage: reason, database: reason };
  await expect
    .poll(() => ready('api'), patience)
    .toEqual({
      status: 503,
      body: {
        ...away,
        api: expect.stringMatching(/^DATABASE_URL: .* does not answer: /),
      },
    });
  await expect
    .poll(() => ready('worker'), patience)
    .toEqual({
      status: 503,
      body: {
        ...away,
        queues: expect.stringContaining(`Temporal does not answer at ${servers.env['TEMPORAL_ADDRESS']}`),
      },
    });
  await expect
    .poll(() => ready('scheduler'), patience)
    .toMatchObject({
      status: 503,
      body: { temporal: reason, database: reason, schedules: expect.stringMatching(/^DATABASE_URL: /), role: null },
    });
  expect(await post(urls.api, '{ workflows { name } }')).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
    body: expect.stringContaining('"code":"SERVICE_UNAVAILABLE"'),
  });
  expect(said).toContainEqual(expect.stringMatching(/waiting for it DATABASE_URL: /));
  expect(worker.output()).toMatch(/"reason":"Temporal does not answer at [^\n]*waiting for it/);

  for (const name of dependencies) await servers.back(name);
  api = await starting;
  await allAreWell();
  expect(await (await start(1)).end()).toMatchObject({ status: 'COMPLETED' });
});

test.each([
  ['a wrong password', { password: 'wrong' }, /password authentication failed/],
  ['a database that nobody has made', { pathname: '/nowhere' }, /database "nowhere" does not exist/],
])('%s is named as long as it is not put right, and ends nothing', async (_what, wrong, says) => {
  const url = Object.assign(new URL(servers.env['DATABASE_URL']!), wrong);
  const more = { RUN_MODE: 'scheduler', SCHEDULES_FILE: 'any.yaml', DATABASE_URL: url.href };
  const waiting = await startScheduler(readSettings({ ...servers.env, ...more }), silentBus, createLog('silent'));
  onTestFinished(() => waiting.close());
  const ask = async () => JSON.parse((await send(`${waiting.url}/ready`)).body) as Health['body'];
  await waitFor('the reason', async () => says.test((await ask())['schedules'] ?? ''));
  expect((await ask())['database']).toMatch(says);
});

/** Watches a run to its end; while the database is away nobody new is let in, so that one has to have begun before. */
function follow(run: TestRun) {
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const toEnd = async () => {
    let last: RunState | undefined;
    for await (last of run.states()) begin();
    return last;
  };
  return { begun, end: toEnd() };
}

/** Who needs it. */
const needs: Record<Dependency, readonly (keyof typeof urls)[]> = {
  temporal: ['api', 'worker', 'scheduler'],
  database: ['api', 'worker', 'scheduler'],
  storage: ['api', 'worker'],
};

test.each(dependencies)(
  'when %s goes away who needs it says so in time, and with it all is well again by itself',
  { timeout: 300_000 },
  async (name) => {
    const outage = async () => {
      await servers.away(name);
      const concerned = needs[name];
      await waitFor(
        'all that need it to say so',
        async () => (await Promise.all(concerned.map(ready))).every(({ status, body }) => status === 503 && body[name]),
        deadlineMs,
      );
      await allAreLive();
      if (!concerned.includes('scheduler')) expect(await ready('scheduler')).toMatchObject({ status: 200 });
      await servers.back(name);
      await allAreWell();
    };
    if (long) await outage(); // while nothing runs
    const runs = await Promise.all(Array.from({ length: load }, () => start(40)));
    const followed = runs.map(follow);
    await Promise.all(followed.map(({ begun, end }) => Promise.race([begun, end])));
    const ends = Promise.all(followed.map(({ end }) => end));
    await Promise.all([outage(), ends]);
    for (const end of await ends) expect(end).toMatchObject({ status: 'COMPLETED' });
    expect(await (await start(1)).end()).toMatchObject({ status: 'COMPLETED' });
  },
);
