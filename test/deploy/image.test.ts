import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { createKeys } from '../../src/services/access/keys.ts';
import { newDatabase } from '../database.ts';
import { landscape } from '../fixtures/landscape.ts';
import { createGraphqlClient } from '../graphql-client.ts';
import { installProductionModules, linkProductionModules, makeImage, type Image } from '../image.ts';
import { long } from '../long.ts';
import { runCommand, startCommand, urlIn, type ProductProcess } from '../product-process.ts';
import { useStack } from '../stack.ts';
import { waitFor } from '../wait-for.ts';

const key = randomBytes(32).toString('hex');
const stack = useStack({ worker: false, env: { ADMIN_API_KEY: key } });
let folder: string;
let image: Image;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-image-'));
  image = makeImage(folder, inject('compiled'), long ? installProductionModules : linkProductionModules);
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The environment of the image, and what compose adds to it. */
function environment(mode: string, more: Record<string, string> = {}) {
  const { WORKFLOW_BUNDLE: _, ...env } = stack.env;
  return { ...env, ...image.env, PORT: '0', RUN_MODE: mode, ...more };
}

async function start(mode: string, begins: string, more: Record<string, string> = {}) {
  const running = await startCommand([image.entrypoint], environment(mode, more), begins);
  onTestFinished(async () => void (await running.stop('SIGKILL')));
  return running;
}

const run = (args: string[], env: Record<string, string>) => runCommand([image.entrypoint, ...args], env);
const ready = async (running: ProductProcess) => (await fetch(`${urlIn(running.output())}/ready`)).status;

test('API, worker and scheduler of the image work together, and end in order', async () => {
  const [api, worker, scheduler] = await Promise.all([
    start('api', 'API is serving'),
    start('worker', 'workers are polling'),
    start('scheduler', 'scheduler is running'),
  ]);
  for (const one of [api, worker, scheduler]) await waitFor('it to be ready', async () => (await ready(one)) === 200);
  const client = createGraphqlClient(() => urlIn(api.output()), key);
  const source = await stack.put(readFileSync(landscape), 'photo.jpg');
  const enhancement = await client.start('imageEnhancement', { source });
  expect((await enhancement.end()).status).toBe('COMPLETED');
  // As Docker asks, in the environment of the container.
  const health = (one: ProductProcess) =>
    run(['tempograph', 'health'], { ...image.env, PORT: new URL(urlIn(one.output())).port });
  for (const one of [api, worker, scheduler]) expect(await health(one)).toMatchObject({ code: 0, stderr: '' });
  const doctor = await run([], environment('doctor'));
  expect(doctor).toMatchObject({ code: 0, stdout: expect.stringMatching(/^OK +queue media +1 worker/m) as string });
  expect(await Promise.all([api, worker, scheduler].map((one) => one.stop()))).toEqual([0, 0, 0]);
});

test('all in one process', async () => {
  const running = await start('all', 'API is serving');
  await waitFor('it to be ready', async () => (await ready(running)) === 200);
  expect(await running.stop()).toBe(0);
});

test('jobs that start together bring the database up to date once', async () => {
  const env = environment('migrate', { DATABASE_URL: await newDatabase() });
  const jobs = await Promise.all([run([], env), run([], env), run([], env)]);
  expect(jobs.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  const said = jobs.map(({ stdout }) => /the database (was migrated|is up to date)/.exec(stdout)?.[0] ?? '').toSorted();
  expect(said).toEqual(['the database is up to date', 'the database is up to date', 'the database was migrated']);
});

test('its command line is there', async () => {
  await createKeys(stack.database).create({ name: 'shop', role: 'VIEWER' });
  const { stdout, code } = await run(['tempograph', 'keys', 'list'], environment('api'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/shop +VIEWER/);
});
