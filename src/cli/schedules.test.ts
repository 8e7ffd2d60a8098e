import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../test/cli.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { createAdvisoryLock } from '../platform/db/advisory-lock.ts';
import { createLog } from '../platform/log.ts';
import { createKeys } from '../services/access/keys.ts';

const key = randomBytes(32).toString('hex');
const stack = useStack({ fixtures: true, worker: false, env: { ADMIN_API_KEY: key } });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], input?: string, credential = key) =>
  runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: credential }, ['schedules', ...args], input);

/** A file of an owner with a schedule at each hour. */
const textOf = (owner: string, schedules: Record<string, number>) =>
  JSON.stringify({
    owner,
    schedules: Object.fromEntries(
      Object.entries(schedules).map(([name, hour]) => [
        `${owner}-${name}`,
        { action: { probe: { name } }, spec: { cron: [`0 ${hour} * * *`] } },
      ]),
    ),
  });

const hoursOf = async (owner: string) => {
  const { data } = await stack.graphql('{ schedules(first: 100) { edges { node { name spec { cron } } } } }');
  const { edges } = data!['schedules'] as { edges: { node: { name: string; spec: { cron: string[] } } }[] };
  return Object.fromEntries(
    edges.flatMap(({ node }) =>
      node.name.startsWith(owner) ? [[node.name.replace(`${owner}-`, ''), node.spec.cron[0]]] : [],
    ),
  );
};

test('a file is planned, applied, changed and emptied', { timeout: 120_000 }, async () => {
  const owner = `file-${randomUUID()}`;
  const file = path.join(folder, 'schedules.json');
  await writeFile(file, textOf(owner, { a: 9, b: 10 }));
  const planned = await run(['plan', file]);
  expect(planned).toEqual({
    code: 0,
    out: `+ create ${owner}-a\n+ create ${owner}-b\n2 to create, 0 to change, 0 to delete, 0 as they are.\n`,
    err: '',
  });
  expect(await hoursOf(owner), 'a plan changes nothing').toEqual({});

  expect(await run(['apply', file])).toMatchObject({ code: 0, out: expect.stringMatching(/^2 created, /m) });
  await waitFor('both in the list', async () => Object.keys(await hoursOf(owner)).length === 2);

  const changed = textOf(owner, { a: 11, b: 10 });
  const [inWords, asJson] = [await run(['plan', '-'], changed), await run(['plan', '-', '--json'], changed)];
  expect(inWords.out).toMatch(
    /^~ change \S+-a\n {4}spec\.cron: '0 9 \* \* \*' → '0 11 \* \* \*'\n0 to create, 1 to change, 0 to delete, 1 as they are\.\n$/,
  );
  expect(JSON.parse(asJson.out)).toMatchObject({
    dryRun: true,
    changed: 1,
    same: 1,
    steps: [{ kind: 'CHANGE', name: `${owner}-a` }],
    failures: [],
  });
  expect((await run(['apply', '-'], changed)).code).toBe(0);
  await waitFor('the new time', async () => (await hoursOf(owner))['a'] === '0 11 * * *');
  expect((await run(['apply', '-'], changed)).out).toBe('0 created, 0 changed, 0 deleted, 2 as they are.\n');

  const emptied = await run(['apply', '-'], textOf(owner, {}));
  expect(emptied.out).toBe(
    `- delete ${owner}-a\n- delete ${owner}-b\n0 created, 0 changed, 2 deleted, 0 as they are.\n`,
  );
  await waitFor('none in the list', async () => Object.keys(await hoursOf(owner)).length === 0);

  const { data } = await stack.graphql('{ auditLog(first: 20) { edges { node { action targets } } } }');
  const { edges } = data!['auditLog'] as { edges: { node: { action: string; targets: string[] } }[] };
  const both = [`${owner}-a`, `${owner}-b`];
  expect(
    edges.flatMap(({ node }) => (node.action === 'applySchedules' ? [node.targets.toSorted()] : [])),
    'the newest first; what was only planned names none',
  ).toEqual([both, [], both.slice(0, 1), [], [], both, []]);
});

test('what is wrong with a file is said where it is, and nothing is changed', { timeout: 60_000 }, async () => {
  const owner = `wrong-${randomUUID()}`;
  const text = `owner: ${owner}\nschedules:\n  ${owner}-a: { action: { probe: { name: a } }, spec: { cron: ['0 9 * * *'] } }\n  ${owner}-b: { action: { probe: {} }, spec: { cron: [] } }\n`;
  const refused = await run(['apply', '-'], text);
  expect(refused).toMatchObject({ code: 1, out: '' });
  const lines = refused.err.trim().split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(/^SCHEDULES_FILE: -:4:\d+: schedules\.wrong\S+-b\.action\.probe\.name: /),
  );
  expect(await hoursOf(owner)).toEqual({});
  const missing = await run(['plan', '/nowhere.yaml']);
  expect(missing).toMatchObject({ code: 2, err: expect.stringMatching(/^\/nowhere\.yaml cannot be read: /) });
});

test(
  'who may not, does not; and where a scheduler keeps to a file, nobody else does',
  { timeout: 60_000 },
  async () => {
    const owner = `locked-${randomUUID()}`;
    const text = textOf(owner, { a: 9 });
    const keys = createKeys(stack.database);
    const { secret: viewer } = await keys.create({ name: 'viewer', role: 'VIEWER' });
    const { secret: narrow } = await keys.create({ name: 'narrow', role: 'OPERATOR', workflows: ['probe'] });
    expect((await run(['plan', '-'], text, viewer)).err).toMatch(/^FORBIDDEN: .*SCHEDULE/);
    expect((await run(['plan', '-'], text, narrow)).err).toMatch(/^FORBIDDEN: .* some workflows only/);

    const lock = createAdvisoryLock(stack.database, createLog('silent'));
    await lock.take(`tempograph schedules of ${owner} in ${stack.temporal.namespace}`);
    try {
      expect((await run(['plan', '-'], text)).code, 'planning changes nothing').toBe(0);
      expect(await run(['apply', '-'], text)).toEqual({
        code: 1,
        out: '',
        err: expect.stringMatching(/^SCHEDULES_LOCKED: A scheduler applies the file of locked-/),
      });
    } finally {
      lock.release();
    }
    expect(await hoursOf(owner)).toEqual({});
    await waitFor('the lock', async () => (await run(['apply', '-'], text)).code === 0);
  },
);
