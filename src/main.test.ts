import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { compiledModule } from '../test/compile.ts';
import { newDatabase, query } from '../test/database.ts';
import { documentedRole, newRole } from '../test/database-role.ts';
import { send } from '../test/http-client.ts';
import { processEnv } from './platform/env.ts';
import { readMigrations } from './platform/db/migrations.ts';

const entry = fileURLToPath(new URL('main.ts', import.meta.url));
const nobody = '127.0.0.1:1';
const patience = { timeout: 60_000 };

/** The program as an operator runs it, with Temporal away. */
function run(variables: Record<string, string>) {
  const { PATH, HOME } = processEnv();
  const WORKFLOW_BUNDLE = inject('bundles').product; // else each worker spends seconds on one
  const env = { PATH, HOME, PORT: '0', TEMPORAL_ADDRESS: nobody, WORKFLOW_BUNDLE, ...variables };
  const child = spawn(process.execPath, [compiledModule(inject('compiled'), entry)], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (seen.out += chunk));
  child.stderr.on('data', (chunk) => (seen.err += chunk));
  return { child, seen, ended: once(child, 'close').then(([code]) => code as number | null) };
}

const secret = () => randomBytes(32).toString('hex');

/** What an API cannot do without. */
const api = async () => ({ RUN_MODE: 'api', DATABASE_URL: await newDatabase(), TOKEN_SECRET: secret() });

test('an API whose port is taken ends with a sentence, also while Temporal is away', patience, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { ended, seen } = run({ ...(await api()), PORT: `${(other.address() as AddressInfo).port}` });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/^PORT: .*EADDRINUSE.* Set another port, or 0 for a free one\.\n$/);
});

test('a worker that is to listen on an address of another machine ends with a sentence', patience, async () => {
  const { ended, seen } = run({ RUN_MODE: 'worker', HOST: '192.0.2.1' });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/^HOST: .*EADDRNOTAVAIL.* Set an address of this machine; 0\.0\.0\.0 is all of them\.\n$/);
});

test('an API that waits for Temporal stops when it is told to', patience, async () => {
  const { child, ended, seen } = run(await api());
  // From here on it always has an attempt under way, or a pause between two.
  await vi.waitFor(() => expect(seen.out).toContain('still not registered'), patience);
  child.kill('SIGTERM');
  expect(await ended, seen.err).toBe(0);
  expect(seen.err).toBe('');
});

test.each([
  ['an API', 'api', 'database', 0],
  ['a worker', 'worker', 'temporal', 0],
  ['a scheduler', 'scheduler', 'database', 0],
  ['a migration, which is not done then,', 'migrate', 'database', 1],
] as const)(
  '%s that waits for what it needs stops when it is told to',
  patience,
  async (_what, RUN_MODE, needed, code) => {
    const DATABASE_URL = `postgres://nobody@${nobody}/none`;
    const { child, ended, seen } = run({ RUN_MODE, DATABASE_URL, TOKEN_SECRET: secret(), SCHEDULES_FILE: 'any.yaml' });
    const waits = new RegExp(`"server":"${needed}","reason":"[^\n]+not there: waiting for it`);
    await vi.waitFor(() => expect(seen.out, seen.err).toMatch(waits), patience);
    child.kill('SIGTERM');
    expect(await ended, seen.err).toBe(code);
    expect(seen.err).toBe('');
  },
);

test('a migration needs to know where', patience, async () => {
  const { ended, seen } = run({ RUN_MODE: 'migrate' });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/^DATABASE_URL: There is nothing to migrate without one\.\n$/);
});

test('an API without any key does not listen for a network, and says how to make one', patience, async () => {
  const { ended, seen } = run({ ...(await api()), HOST: '0.0.0.0' });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/^HOST: .* 0\.0\.0\.0.*`npx tempograph keys create .*ADMIN_API_KEY.*\n$/);
});

test('an owner migrates, and an API with few rights serves a network that has a key', patience, async () => {
  const env = await api();
  const owner = run({ RUN_MODE: 'migrate', DATABASE_URL: env.DATABASE_URL });
  expect(await owner.ended, owner.seen.err).toBe(0);
  const told = JSON.parse(owner.seen.out) as object;
  expect(told).toMatchObject({ migrations: readMigrations().map(({ tag }) => tag) });
  const { url, name } = await newRole(env.DATABASE_URL);
  await query(env.DATABASE_URL, await documentedRole('api', name));

  const { child, ended, seen } = run({ ...env, DATABASE_URL: url, HOST: '0.0.0.0', ADMIN_API_KEY: secret() });
  const serving = /"url":"http:\/\/0\.0\.0\.0:(\d+)"/;
  await vi.waitFor(() => expect(seen.out, seen.err).toMatch(serving), patience);
  const { body } = await send(`http://127.0.0.1:${serving.exec(seen.out)![1]}/ready`);
  expect(JSON.parse(body)).toMatchObject({ database: null });
  child.kill('SIGTERM');
  expect(await ended, seen.err).toBe(0);
});
