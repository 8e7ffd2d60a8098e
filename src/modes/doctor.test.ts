import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { runCli } from '../../test/cli.ts';
import { closedPort } from '../../test/closed-port.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFront } from '../../test/front.ts';
import { runToEnd } from '../../test/product-process.ts';
import { productMain, useStack } from '../../test/stack.ts';

const front = useFront();
const fakes = useFakeAi();
const adminKey = randomBytes(32).toString('hex');
const env = { ADMIN_API_KEY: adminKey, S3_PUBLIC_ENDPOINT: '', PUBLIC_URL: '' };
const stack = useStack({ env });

const doctor = (more: Record<string, string> = {}) => {
  front.target = stack.url;
  const given = { ...stack.env, ...fakes.env, PUBLIC_URL: front.url, RUN_MODE: 'doctor', ...more };
  return runToEnd(productMain, given);
};
/** The lines of the table: what each check found. */
const statesIn = (output: string) =>
  Object.fromEntries(
    [...output.matchAll(/^(OK|WARNING|FAILED|SKIPPED) +(\S+( \S+)*) {2,}\S/gm)].map(([, state, name]) => [name, state]),
  );

test('a deployment that is well is told so, by the process and by the API', { timeout: 120_000 }, async () => {
  const [alone, asked, forbidden] = await Promise.all([
    doctor(),
    runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: adminKey }, ['doctor', '--json']),
    runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: await viewer() }, ['doctor']),
  ]);
  expect(alone.code, alone.stdout + alone.stderr).toBe(0);
  const states = statesIn(alone.stdout);
  expect(states).toMatchObject({
    temporal: 'OK',
    retention: 'WARNING', // of tests: a day
    'search attributes': 'OK',
    'queue media': 'OK',
    'queue ai': 'OK',
    builds: 'OK',
    heartbeats: 'OK',
    database: expect.stringMatching(/OK|WARNING/),
    migrations: 'OK',
    bus: expect.stringMatching(/OK|WARNING/),
    clock: 'OK',
    'time zones': 'OK',
    storage: 'OK',
    'storage links': 'OK',
    anthropic: 'OK',
    openai: 'OK',
    langfuse: 'SKIPPED',
    channels: 'SKIPPED',
    disk: expect.stringMatching(/OK|WARNING/),
    stream: 'OK',
  });
  expect(alone.stdout).toMatch(/\n\nCHECK +TO DO\nretention +Run `temporal operator namespace update /);

  const lines = asked.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; state: string });
  expect(
    lines.map(({ name }) => name),
    'the same checks',
  ).toEqual(Object.keys(states));
  expect(asked.code, asked.out).toBe(0);
  expect(lines.filter(({ state }) => state === 'FAILED')).toEqual([]);
  expect(forbidden).toMatchObject({ code: 1, err: expect.stringMatching(/^FORBIDDEN: /) });
});

const viewer = async () => {
  const { data } = await stack.graphql(
    'mutation { made: createApiKey(input: { name: "viewer", role: VIEWER }) { ... on ApiKeyCreated { secret } } }',
  );
  return (data!['made'] as { secret: string }).secret;
};

test(
  'where nothing is up, each server says so in one line, and the process ends with 1',
  { timeout: 120_000 },
  async () => {
    const { host } = new URL(await closedPort());
    const down = await doctor({
      TEMPORAL_ADDRESS: host,
      DATABASE_URL: `postgres://doctor:hidden-password-of-nobody@${host}/none`,
      S3_ENDPOINT: `http://${host}`,
      PUBLIC_URL: `http://${host}`,
      ANTHROPIC_BASE_URL: `http://${host}`,
    });
    expect(down.code).toBe(1);
    expect(statesIn(down.stdout)).toMatchObject({
      temporal: 'FAILED',
      retention: 'SKIPPED',
      database: 'FAILED',
      migrations: 'SKIPPED',
      bus: 'SKIPPED',
      clock: 'SKIPPED',
      storage: 'FAILED',
      'storage links': 'SKIPPED',
      anthropic: 'WARNING',
      openai: 'OK',
      stream: 'FAILED',
    });
    const [, todos = ''] = down.stdout.split('\n\n');
    for (const variable of ['TEMPORAL_ADDRESS', 'DATABASE_URL', 'S3_ENDPOINT', 'PUBLIC_URL', 'ANTHROPIC_BASE_URL']) {
      expect(todos).toContain(variable);
    }
    expect(down.stdout).not.toContain('hidden-password-of-nobody');
  },
);

test('what cannot be read of the environment is said as by every mode', { timeout: 60_000 }, async () => {
  const wrong = await doctor({ PORT: 'many', S3_ENDPOINT: 'nowhere' });
  expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^PORT: .*\nS3_ENDPOINT: /) });
  const extra = await runToEnd(productMain, { ...stack.env, RUN_MODE: 'doctor' }, ['--fix']);
  expect(extra).toMatchObject({ code: 1, stderr: expect.stringMatching(/doctor takes no argument --fix/) });
});
