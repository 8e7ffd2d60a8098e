import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { runCli } from '../../test/cli.ts';
import { closedPort } from '../../test/closed-port.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFront } from '../../test/front.ts';
import { runToEnd } from '../../test/product-process.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { untilItWorks } from '../../test/wait-for.ts';

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

test('a deployment that is well is told so, by the process and by the API', { timeout: 240_000 }, async () => {
  // On a machine that is busy enough a server may be late, and the doctor says so: then it is asked again.
  const states = await untilItWorks(
    'all is well',
    async () => {
      const { code, stdout, stderr } = await doctor();
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/\n\nCHECK +TO DO\n(.*\n)*retention +Run `temporal operator namespace update /);
      expect(statesIn(stdout)).toMatchObject(well);
      return statesIn(stdout);
    },
    90_000,
  );
  const asked = await untilItWorks(
    'the API says the same',
    async () => {
      const { code, out, err } = await runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: adminKey }, [
        'doctor',
        '--json',
      ]);
      expect(code, out + err).toBe(0);
      return out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { name: string; state: string });
    },
    90_000,
  );
  expect(asked.map(({ name }) => name)).toEqual(Object.keys(states));
  expect(asked.filter(({ state }) => state === 'FAILED')).toEqual([]);
  const forbidden = await runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: await viewer() }, ['doctor']);
  expect(forbidden).toMatchObject({ code: 1, err: expect.stringMatching(/^FORBIDDEN: /) });
});

const fineOrSlow = expect.stringMatching(/^(OK|WARNING)$/) as string;
const well = {
  temporal: 'OK',
  retention: 'WARNING', // of tests: a day
  'search attributes': 'OK',
  'queue media': 'OK',
  'queue ai': 'OK',
  builds: 'OK',
  heartbeats: 'OK',
  database: fineOrSlow,
  migrations: 'OK',
  bus: fineOrSlow,
  clock: 'OK',
  'time zones': 'OK',
  storage: 'OK',
  'storage links': 'OK',
  anthropic: 'OK',
  openai: 'OK',
  langfuse: 'SKIPPED',
  channels: 'SKIPPED',
  disk: fineOrSlow,
  stream: 'OK',
};

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
