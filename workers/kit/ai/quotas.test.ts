import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAskerClient } from '../../../test/asker-client.ts';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { useStack } from '../../../test/stack.ts';
import { admitRun } from '../../../src/services/generations/quotas.ts';

const fakes = useFakeAi({ concurrent: true });
const stack = useStack({
  fixtures: true,
  get env() {
    return { ...fakes.env, QUOTA_RUNS_PER_DAY: '2', QUOTA_USD_PER_DAY: '0.015' };
  },
});
const { ask, rowsOf, talk } = createAskerClient(stack, fakes);

const by = (user: string) => ({ labels: [{ key: 'onBehalfOf', value: user }] });
const ended = async (input: object, options?: object) => {
  const run = await ask(input, options);
  return { run, end: await run.end() };
};

test('no more runs call models for an end user in a day than may, and others are not held up by it', async () => {
  const user = `ada "${randomUUID()}"`;
  for (const _ of [1, 2]) expect(await ended({}, by(user))).toMatchObject({ end: { status: 'COMPLETED' } });
  const { run, end } = await ended({}, by(user));
  expect(end).toMatchObject({
    status: 'FAILED',
    failure: {
      code: 'QUOTA_EXCEEDED',
      message: expect.stringMatching(/2 runs have called models today.*QUOTA_RUNS_PER_DAY/),
    },
  });
  expect(await rowsOf(run), 'nothing was asked').toEqual([]);
  expect(await ended({}, by('bo'))).toMatchObject({ end: { status: 'COMPLETED' } });
  expect(await ended({}), 'who is for nobody has no quota').toMatchObject({ end: { status: 'COMPLETED' } });
});

test('what calls may cost is held against the quota in dollars before any is made', async () => {
  const { words, script } = talk();
  script({ usage: { output: 1000 }, times: 3 }); // all that is reserved, or a later one may fit beside those that cost little
  const { run, end } = await ended({ words, calls: 3 }, by(randomUUID()));
  expect(end).toMatchObject({
    status: 'FAILED',
    failure: {
      code: 'QUOTA_EXCEEDED',
      message: expect.stringMatching(/may cost up to .* has .* of \$0.015 left.*QUOTA_USD_PER_DAY/),
    },
  });
  const rows = await rowsOf(run);
  expect(rows.length, 'the last one did not fit').toBeLessThan(3);
  expect(rows.reduce((sum, { cost }) => sum + cost!, 0)).toBeLessThanOrEqual(15_000);
});

test('of many runs that begin at once for one end user, exactly as many are let in as may be', async () => {
  const quota = { users: [randomUUID()], cost: null, runs: 5 };
  const runs = Array.from({ length: 20 }, () => randomUUID());
  const admitted = await Promise.all(runs.map((run) => admitRun(stack.database, run, quota)));
  expect(admitted.filter(Boolean)).toHaveLength(5);
  const first = runs[admitted.indexOf(true)]!;
  expect(await admitRun(stack.database, first, quota), 'a repeat of one that was').toBe(true);
});
