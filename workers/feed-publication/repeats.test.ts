import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { hourMs } from '../../test/backfill-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import { createPublishingRuns, credentialsKey, type PublishingBrand } from '../../test/publishing-runs.ts';
import { newestExecution, resetRun } from '../../test/reset-run.ts';
import { createRunChangesClient } from '../../test/run-changes-client.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';

const fakes = useFakeAi({ concurrent: true });
const used = useFakeMeta({ concurrent: true, processingMs: 1 });
const stack = useStack({
  get env() {
    return { ...fakes.env, ...used.env, CREDENTIALS_KEY: credentialsKey, TASK_QUEUES: 'publishing=50,ai=50' };
  },
});
const feed = () => createPublishingRuns(stack, fakes, used);
beforeAll(() => feed().modelWrites());

/** How often the accounts of a brand were asked to make something, public or not. */
const asked = ({ accounts }: PublishingBrand) =>
  used.meta.requests.filter(({ method, body }) => method === 'POST' && Object.values(accounts).includes(body?.id ?? ''))
    .length;

test('of many runs of one brand at a time no two have the same photo, and those that have none say so', async () => {
  const [photos, many] = [12, 20];
  const brand = await feed().brand(photos, { approval: 'ALWAYS' });
  const runs = await Promise.all(
    Array.from({ length: many }, () => stack.start('feedPublication', { brand: brand.key }, { id: randomUUID() })),
  );
  const { pool } = stack.database;
  const open = async () =>
    (
      await pool.query<{ first: string; photo: string }>(
        `SELECT first, show -> 'photo' ->> 'key' AS photo FROM approvals WHERE state = 'OPEN' AND name = 'post' AND show ->> 'photo' IS NOT NULL`,
      )
    ).rows;
  const standing = await waitFor(
    'as many questions as photos',
    async () => {
      const rows = await open();
      return rows.length === photos && rows;
    },
    60_000,
  );
  expect(new Set(standing.map(({ photo }) => photo)).size).toBe(photos);
  const waiting = new Set(standing.map(({ first }) => first));
  const others = runs.filter(({ id }) => !waiting.has(decodeRunId(id)!.first));
  expect(others).toHaveLength(many - photos);
  for (const run of others) {
    const { failure } = await run.end();
    expect(failure).toMatchObject({ code: 'NO_PHOTO', message: expect.stringContaining('12 RESERVED') });
  }
  const rest = runs.filter((run) => !others.includes(run));
  await Promise.all(rest.map((run) => run.cancel()));
  for (const run of rest) expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  const held = await pool.query('SELECT FROM photos WHERE reserved_by IS NOT NULL');
  expect(held.rowCount, 'what nobody publishes is free again').toBe(0);
}, 90_000);

test('a run that is reset after its end, to before it publishes, to its start or to a step, posts nothing again', async () => {
  const brand = await feed().brand(2);
  const run = await feed().publish(brand.key);
  const { resultJson } = await run.end();
  const { workflowId, first } = decodeRunId(run.id)!;
  const handle = (runId: string) => stack.temporal.client.workflow.getHandle(workflowId, runId);
  const { events } = await handle(first).fetchHistory();
  const until = events!.findIndex(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'feedPublication.stage',
  );
  const tasks = events!.slice(0, until).filter((event) => event.workflowTaskCompletedEventAttributes).length;
  const [posts, rows, requests] = [brand.posts(), await feed().rowsOf(run), asked(brand)];
  expect(posts).toMatchObject([{ times: 1 }, { times: 1 }]);

  const { reset } = createRunChangesClient(stack);
  const toStep = (step: string) => async () => {
    expect(await reset(run.id, { toStep: step })).toMatchObject({ __typename: 'RunChanged' });
    return newestExecution(stack.temporal, run.id);
  };
  const toTask = (task: number) => (runId: string) => resetRun(stack.temporal, run.id, { runId, task });
  let runId = first;
  for (const again of [toTask(tasks - 1), toTask(tasks - 2), toTask(0), ...['reserve', 'publish'].map(toStep)]) {
    runId = await again(runId);
    const result = (await handle(runId).result()) as Record<string, unknown>;
    expect(result, 'it ends as it did').toMatchObject({
      outcome: 'PUBLISHED',
      photo: resultJson!['photo'],
      posts: resultJson!['posts'],
    });
    expect(brand.posts()).toEqual(posts);
    expect(asked(brand), 'nothing is even uploaded').toBe(requests);
    expect(await feed().rowsOf(run)).toEqual(rows);
  }
}, 90_000);

test('a time of a schedule that two backfills are to make up for is published once', async () => {
  const brand = await feed().brand(4);
  const name = `test-${randomUUID()}`;
  const { data } = await stack.graphql(
    `mutation($input: CreateScheduleInput!) { made: createSchedule(input: $input) { ... on Schedule { id } ... on Error { message } } }`,
    {
      input: {
        name,
        action: { feedPublication: { brand: brand.key } },
        spec: { intervals: [{ every: 3600 }] },
        paused: true,
      },
    },
  );
  const { id } = data!['made'] as { id: string };
  const to = new Date(Math.floor(Date.now() / hourMs) * hourMs);
  const backfill = async () => {
    const answer = await stack.graphql(
      `mutation($id: ID!, $from: DateTime!, $to: DateTime!) { backfill: backfillSchedule(id: $id, from: $from, to: $to, dryRun: false, concurrency: 2) {
        __typename ... on ScheduleBackfill { total due run { id } } ... on Error { message }
      } }`,
      { id, from: new Date(to.getTime() - hourMs), to },
    );
    return answer.data!['backfill'] as { __typename: string; total: number; due: number; run: { id: string } | null };
  };
  const [one, other] = await Promise.all([backfill(), backfill()]);
  const began = [one, other].flatMap(({ run }) => (run ? [run.id] : []));
  expect(began.length).toBeGreaterThan(0);
  for (const run of new Set(began)) expect(await stack.run(run).end()).toMatchObject({ status: 'COMPLETED' });
  expect(await backfill()).toMatchObject({ __typename: 'ScheduleBackfill', total: 2, due: 0, run: null });
  expect(brand.posts().map(({ times }) => times)).toEqual([1, 1, 1, 1]);
  const { rows } = await stack.database.pool.query('SELECT FROM publications WHERE brand = $1', [brand.row]);
  expect(rows).toHaveLength(4);
}, 90_000);
