import { randomUUID } from 'node:crypto';
import { eq, or, arrayContains, asc } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import { useFakeAi } from '../../../test/fake-ai.ts';
import type { TestRun } from '../../../test/graphql-client.ts';
import { decodedHistories } from '../../../test/histories.ts';
import { noTracing } from '../../../src/platform/ai/tracing.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { generations } from '../../../src/platform/db/tables/generations.ts';
import { decodeRunId } from '../../../src/services/runs/run-id.ts';
import { sweepGenerations } from '../../../src/services/generations/sweep.ts';

const fakes = useFakeAi();
const stack = useStack({
  fixtures: true,
  get env() {
    return { ...fakes.env, WORKER_CONCURRENCY: '10' };
  },
});

const ask = (input: object = {}, options?: object) => stack.start('asker', { name: randomUUID(), ...input }, options);

/** The rows of a run and of those below it, oldest first. */
const rowsOf = ({ id }: TestRun) => {
  const { first } = decodeRunId(id)!;
  const its = or(eq(generations.run, first), arrayContains(generations.parents, [first]));
  return stack.database.ask((db) => db.select().from(generations).where(its).orderBy(asc(generations.startedAt)));
};
const spendingOf = async (run: TestRun) => {
  const { rows } = await stack.database.pool.query<{ spent: number; reserved: number }>(
    'SELECT spent::integer, reserved::integer FROM spending WHERE account = $1',
    [`run:${decodeRunId(run.id)!.first}`],
  );
  return rows[0];
};
const costOf = async ({ id }: TestRun) =>
  (
    await stack.graphql(
      `query($id: ID!) { run(id: $id) { cost { usd calls unknown byModel { key } byStep { key } } } }`,
      { id },
    )
  ).data!['run'] as { cost: { usd: number; calls: number } };
const answered = async (run: TestRun) => {
  for await (const { progress } of run.states()) if (progress.message === 'answered') return;
};

test('a call that is rate-limited and then answered is two calls, and the run says what they have cost', async () => {
  fakes.anthropic.script({ status: 429, headers: { 'retry-after': '1' } });
  const run = await ask();
  const begun = performance.now();
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(performance.now() - begun).toBeGreaterThan(900); // what the provider asked for
  const rows = await rowsOf(run);
  expect(rows).toMatchObject([
    { outcome: 'FAILED', failure: 'PROVIDER_BUSY', cost: 0, attempt: 1, step: 'ask', purpose: 'talk' },
    { outcome: 'SUCCEEDED', failure: null, attempt: 2, requestId: expect.stringContaining('req_') },
  ]);
  expect(fakes.anthropic.requests).toHaveLength(2);
  const [, { cost }] = rows as [unknown, { cost: number }];
  expect(cost).toBeGreaterThan(0);
  expect(await costOf(run)).toEqual({
    cost: {
      usd: cost / 1_000_000,
      calls: 2,
      unknown: 0,
      byModel: [{ key: rows[0]!.model }],
      byStep: [{ key: 'ask' }],
    },
  });
});

test('an answer that is lost after the provider has acted is asked for once more, and counts what it may have cost', async () => {
  fakes.anthropic.script({ drop: 'after' });
  const run = await ask({}, { maxCostUsd: 100 });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  const rows = await rowsOf(run);
  expect(rows.map(({ outcome }) => outcome)).toEqual(['LOST', 'SUCCEEDED']);
  expect(rows[0]).toMatchObject({ cost: rows[0]!.reserved, failure: 'PROVIDER_BUSY' });
  expect(rows[0]!.cost).toBeGreaterThan(rows[1]!.cost!);
  expect(fakes.anthropic.requests).toHaveLength(2);
  expect(await spendingOf(run)).toEqual({ spent: rows[0]!.cost! + rows[1]!.cost!, reserved: 0 });
});

test('a run that is cancelled hangs up, and the call counts what it may have cost', async () => {
  fakes.anthropic.script({ hang: 'before' });
  const run = await ask({}, { maxCostUsd: 100 });
  await waitFor('the call', () => fakes.anthropic.requests.length === 1);
  await stack.graphql(`mutation($id: ID!) { cancelRun(id: $id) { __typename } }`, { id: run.id });
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  const [row, ...more] = await rowsOf(run);
  expect(row).toMatchObject({ outcome: 'CANCELED', cost: row!.reserved });
  expect(more).toEqual([]);
  expect(fakes.anthropic.requests).toMatchObject([{ outcome: 'left' }]);
  expect(await spendingOf(run)).toEqual({ spent: row!.cost, reserved: 0 });
});

test.each([
  [401, 'PROVIDER_REJECTED', 1, 'ANTHROPIC_API_KEY'],
  [429, 'PROVIDER_BUSY', 3, ''],
  [400, 'REQUEST_REFUSED', 1, ''],
])('a provider that always says %s ends the run with %s after %s calls', async (status, code, calls, says) => {
  fakes.anthropic.script({ status, times: Infinity, headers: { 'retry-after': '0' } });
  const run = await ask();
  expect(await run.end()).toMatchObject({
    status: 'FAILED',
    failure: { code, message: expect.stringContaining(says), attempts: calls },
  });
  expect(fakes.anthropic.requests).toHaveLength(calls);
  const rows = await rowsOf(run);
  expect(rows).toHaveLength(calls);
  for (const row of rows) expect(row).toMatchObject({ outcome: 'FAILED', failure: code, cost: 0 });
});

test('an activity that fails after its answers are stored gets them again, and nobody pays twice', async () => {
  const run = await ask({ calls: 3, after: 'FAIL_ONCE' });
  const { resultJson } = await run.end();
  expect(resultJson).toMatchObject({ texts: [expect.any(String), expect.any(String), expect.any(String)] });
  expect(fakes.anthropic.requests).toHaveLength(3);
  const rows = await rowsOf(run);
  expect(rows.map(({ outcome, attempt }) => [outcome, attempt])).toEqual(rows.map(() => ['SUCCEEDED', 1]));
  for (const { answer } of rows) expect(answer).toBeNull(); // the run has ended
});

test('twenty calls at a time are in flight at a time', async () => {
  fakes.anthropic.script({ delayMs: 2000, times: 20 }); // long enough to ask on a busy machine
  const run = await ask({ calls: 20 });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(Math.max(...fakes.anthropic.requests.map(({ inFlight }) => inFlight))).toBe(20);
  expect(await rowsOf(run)).toHaveLength(20);
});

test('executions of one run each ask for themselves, under one cap, with one cost', async () => {
  const run = await ask({ rounds: 3 }, { maxCostUsd: 100, labels: [{ key: 'campaign', value: 'spring' }] });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  const rows = await rowsOf(run);
  expect(rows).toHaveLength(3);
  for (const { labels } of rows) expect(labels).toEqual(['campaign=spring']);
  expect(await spendingOf(run)).toEqual({ spent: rows.reduce((sum, { cost }) => sum + cost!, 0), reserved: 0 });
});

test('runs below a run count for its labels, its cap and its cost', async () => {
  const run = await ask({ below: 2 }, { maxCostUsd: 100, labels: [{ key: 'campaign', value: 'autumn' }] });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  const rows = await rowsOf(run);
  const { first } = decodeRunId(run.id)!;
  expect(rows).toMatchObject([{ labels: ['campaign=autumn'], parents: [first, expect.any(String)] }]);
  expect(await spendingOf(run)).toEqual({ spent: rows[0]!.cost, reserved: 0 });
  expect(await costOf(run)).toMatchObject({ cost: { calls: 1, usd: rows[0]!.cost! / 1_000_000 } });
});

test('a run whose next call could cost more than it may ends before that call', async () => {
  const run = await ask({}, { maxCostUsd: 0.0001 });
  expect(await run.end()).toMatchObject({
    status: 'FAILED',
    failure: {
      code: 'BUDGET_EXCEEDED',
      message: expect.stringMatching(
        /^This call may cost up to \$[\d.]+, and the limit of this run has \$0\.0001\d* of/,
      ),
      attempts: 1,
    },
  });
  expect(fakes.anthropic.requests).toEqual([]);
  expect(await rowsOf(run)).toEqual([]);
});

test('at the cap a person is asked, and what they raise lets the activity go on without paying again', async () => {
  const approvals = createApprovalsClient(stack);
  fakes.anthropic.script({ delayMs: 1000 });
  // One of two calls fits: some 10,000 tokens a dollar cent.
  const run = await ask({ calls: 2 }, { maxCostUsd: 0.012, onMaxCost: 'ASK' });
  const { id } = await approvals.opened(run, 'budget');
  expect((await rowsOf(run)).map(({ outcome }) => outcome)).toEqual(['SUCCEEDED']);
  await approvals.decide(id, 'RAISE', { edits: { maxCostUsd: 10 } });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(await rowsOf(run)).toHaveLength(2);
  expect(fakes.anthropic.requests).toHaveLength(2);
});

test('what is raised for one run is raised for all under the same cap, and nobody is asked for each of them', async () => {
  const approvals = createApprovalsClient(stack);
  const run = await ask({ below: 1, beside: 3 }, { maxCostUsd: 0.0001, onMaxCost: 'ASK' });
  const questions = async () => {
    const { data } = await stack.graphql(
      '{ approvals(filter: { workflow: "asker" }) { edges { node { id state choice edits decidedBy } } } }',
    );
    return (data!['approvals'] as { edges: { node: { id: string; state: string } }[] }).edges.map(({ node }) => node);
  };
  const open = await waitFor('three questions', async () => {
    const asked = (await questions()).filter(({ state }) => state === 'OPEN');
    return asked.length === 3 && asked;
  });
  for (const more of [{}, { edits: { maxCostUsd: 0.0001 } }]) {
    expect(await approvals.decide(open[0]!.id, 'RAISE', more)).toMatchObject({
      issues: [
        { path: ['edits', 'maxCostUsd'], message: 'Must be more than 0.0001, which is what the run may cost now.' },
      ],
    });
  }
  await approvals.decide(open[0]!.id, 'RAISE', { edits: { maxCostUsd: 10 } });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  const answer = { state: 'DECIDED', choice: 'RAISE', edits: { maxCostUsd: 10 }, decidedBy: 'anyone' };
  expect((await questions()).filter(({ id }) => open.some((one) => one.id === id))).toMatchObject([
    answer,
    answer,
    answer,
  ]);
  expect(fakes.anthropic.requests).toHaveLength(3);
  const rows = await rowsOf(run);
  expect(await spendingOf(run)).toEqual({ spent: rows.reduce((sum, { cost }) => sum + cost!, 0), reserved: 0 });
});

test('who does not raise it stops the run, and the failure says of what', async () => {
  const approvals = createApprovalsClient(stack);
  const run = await ask({}, { maxCostUsd: 0.0001, onMaxCost: 'ASK' });
  await approvals.decide((await approvals.opened(run, 'budget')).id, 'STOP');
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'BUDGET_EXCEEDED' } });
  expect(fakes.anthropic.requests).toEqual([]);
});

test('a picture is stored before anything else is done with it, and asked for once', async () => {
  const run = await ask({ paint: true, after: 'FAIL_ONCE' });
  expect(await run.end()).toMatchObject({
    status: 'COMPLETED',
    resultJson: { texts: [expect.stringMatching(/^\d{3,} bytes$/)] },
  });
  expect(fakes.openai.requests).toHaveLength(1);
  expect(await rowsOf(run)).toMatchObject([{ outcome: 'SUCCEEDED', images: 1, cost: expect.any(Number) }]);
  const left: string[] = [];
  for await (const page of stack.storage.list({
    bucket: stack.storage.workBucket,
    prefix: `work/${decodeRunId(run.id)!.first}/`,
  }))
    left.push(...page.map(({ key }) => key));
  expect(left).toEqual([]);
});

test('drafts of a picture are previews while it is made', async () => {
  fakes.openai.script({ hang: 'during' }); // after two of them
  const run = await ask({ paint: true });
  const shown = new Set<string>();
  for await (const { progress } of run.states('progress { preview { url } }')) {
    const preview = progress['preview'] as { url: string } | null;
    if (preview) shown.add(preview.url);
    if (shown.size === 2) break;
  }
  for (const url of shown) expect((await fetch(url)).headers.get('content-type')).toBe('image/webp');
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
});

test(
  'a worker that dies costs no second call once an answer is stored, and at most one during a call',
  { timeout: 90_000 },
  async () => {
    const cap = { maxCostUsd: 100 };
    const stored = await ask({ after: 'WAIT_ONCE' }, cap);
    await answered(stored);
    fakes.anthropic.script({ hang: 'before', times: 2 });
    const [during, terminated] = await Promise.all([ask({}, cap), ask({}, cap)]);
    await waitFor('the calls', () => fakes.anthropic.requests.length === 3);
    const sweep = () => sweepGenerations(stack.temporal, stack.database, noTracing, 0);
    expect(await sweep()).toBe(0); // all of them go on
    await stack.worker.stop('SIGKILL');

    // A run that nobody goes on with keeps nothing reserved.
    await stack.graphql(`mutation($id: ID!) { terminateRun(id: $id) { __typename } }`, { id: terminated.id });
    expect(await terminated.end()).toMatchObject({ status: 'TERMINATED' });
    expect(await sweep()).toBe(1);
    const [left, ...more] = await rowsOf(terminated);
    expect(left).toMatchObject({ outcome: 'LOST', cost: left!.reserved });
    expect(more).toEqual([]);
    expect(await spendingOf(terminated)).toEqual({ spent: left!.cost, reserved: 0 });

    await stack.startWorker();
    for (const run of [stored, during]) expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    expect(fakes.anthropic.requests).toHaveLength(4);
    const rows = await rowsOf(stored);
    expect(rows).toMatchObject([{ outcome: 'SUCCEEDED', attempt: 1 }]);
    expect(await spendingOf(stored)).toEqual({ spent: rows[0]!.cost, reserved: 0 });
    const [lost, again, ...others] = await rowsOf(during);
    expect(lost).toMatchObject({ outcome: 'LOST', attempt: 1, cost: lost!.reserved });
    expect(again).toMatchObject({ outcome: 'SUCCEEDED', attempt: 2 });
    expect(others).toEqual([]);
    expect(await spendingOf(during)).toEqual({ spent: lost!.cost! + again!.cost!, reserved: 0 });
  },
);

test('without a database no call is made, and the failure says what to set', { timeout: 90_000 }, async () => {
  await stack.worker.stop('SIGKILL');
  delete stack.env['DATABASE_URL'];
  stack.env['BUS'] = 'none';
  await stack.startWorker();
  const run = await ask();
  expect(await run.end()).toMatchObject({
    status: 'FAILED',
    failure: { code: 'DATABASE_NEEDED', message: expect.stringContaining('set DATABASE_URL') },
  });
  expect(fakes.anthropic.requests).toEqual([]);
});

test('keys and pictures are in no history', async () => {
  const histories = await decodedHistories(stack.temporal);
  expect(histories).toContain('PROVIDER_REJECTED'); // else nothing was decoded
  for (const key of [fakes.env['ANTHROPIC_API_KEY']!, fakes.env['OPENAI_API_KEY']!])
    expect(histories).not.toContain(key);
});
