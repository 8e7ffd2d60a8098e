import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBackfillClient } from '../../test/backfill-client.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ fixtures: true, env: { ADMIN_API_KEY: randomUUID() + randomUUID() } });
const client = createBackfillClient(stack);

const mutation = `mutation($id: ID!, $from: DateTime!, $to: DateTime!, $concurrency: Int, $dryRun: Boolean!) {
  backfill: backfillSchedule(id: $id, from: $from, to: $to, concurrency: $concurrency, dryRun: $dryRun) {
    __typename
    ... on ScheduleBackfill {
      total due unknown times { at local }
      run { id workflow status total done startedBy from to schedule { name } }
    }
    ... on Error { code message }
    ... on InvalidInputError { issues { path message } }
    ... on RunAlreadyExistsError { run { id } }
  }
}`;
interface Answer {
  __typename: string;
  run: { id: string } | null;
}
async function ask(name: string, variables: object, as: Pick<typeof stack, 'graphql'> = stack) {
  const { data, errors } = await as.graphql(mutation, { id: `Schedule:${name}`, dryRun: false, ...variables });
  return { answer: data?.['backfill'] as Answer, code: errors?.[0]?.extensions?.['code'] };
}

test('it is a run that shows how far it is, and its runs are its children', async () => {
  const name = await client.make({ seconds: 1 });
  const range = client.hours(4);
  const counted = await ask(name, { ...range, dryRun: true });
  expect(counted.answer).toMatchObject({ __typename: 'ScheduleBackfill', total: 4, due: 4, unknown: 0, run: null });
  const { answer } = await ask(name, { ...range, concurrency: 2 });
  expect(answer).toMatchObject({
    due: 4,
    run: {
      workflow: 'noopBackfill',
      status: 'RUNNING',
      total: 4,
      startedBy: 'key:environment',
      from: range.from.toISOString(),
      to: range.to.toISOString(),
      schedule: { name },
    },
  });
  expect((await ask(name, range)).answer).toMatchObject({ code: 'RUN_ALREADY_EXISTS', run: { id: answer.run!.id } });
  const percents = new Set<number | null>();
  let last: Record<string, unknown> = {};
  const selection = `... on BackfillRun { __typename done skipped failed
    failures { edges { node { id } } } children { edges { node { workflow startedBy } } } }`;
  for await (const state of stack.run(answer.run!.id).states(selection)) {
    percents.add(state.progress.percent);
    last = state;
  }
  expect(percents.size).toBeGreaterThan(2);
  expect(last).toMatchObject({ __typename: 'BackfillRun', status: 'COMPLETED', done: 4, skipped: 0, failed: 0 });
  expect((await ask(name, range)).answer).toMatchObject({ total: 4, due: 0, times: [], run: null });
  const log = await stack.graphql('{ auditLog(first: 10) { edges { node { action targets outcome } } } }');
  expect(JSON.stringify(log.data)).toContain(
    JSON.stringify({ action: 'backfillSchedule', targets: [`Schedule:${name}`, answer.run!.id], outcome: 'OK' }),
  );
});

test('what is wrong is named', async () => {
  const name = await client.make();
  const { from, to } = client.hours(2);
  expect((await ask(name, { from: to, to: from })).answer).toMatchObject({
    __typename: 'InvalidInputError',
    issues: [{ path: ['to'], message: 'Must not be before from.' }],
  });
  expect((await ask(name, { from, to, concurrency: 0 })).answer).toMatchObject({ issues: [{ path: ['concurrency'] }] });
  expect((await ask(name, { from: new Date('0001-01-01T00:00:00Z'), to })).answer).toMatchObject({
    issues: [{ path: ['from'], message: 'Must not be before 1970.' }],
  });
  expect((await ask('never', { from, to })).answer).toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
});

describe('a key', () => {
  const keys: Record<string, ReturnType<typeof stack.as>> = {};
  beforeAll(async () => {
    const create =
      'mutation($input: CreateApiKeyInput!) { key: createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }';
    const roles = { viewer: ['VIEWER', null], other: ['OPERATOR', ['probe']], own: ['OPERATOR', ['noop']] } as const;
    for (const [name, [role, workflows]] of Object.entries(roles)) {
      const { data } = await stack.graphql(create, { input: { name, role, workflows } });
      keys[name] = stack.as((data!['key'] as { secret: string }).secret);
    }
  });

  test('of a viewer may not', async () => {
    expect((await ask(await client.make(), client.hours(1), keys['viewer'])).code).toBe('FORBIDDEN');
  });

  test('for other workflows knows nothing of the schedule, nor of the backfill', async () => {
    const name = await client.make();
    const range = client.hours(1);
    expect((await ask(name, range, keys['other'])).answer).toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    const { answer } = await ask(name, range, keys['own']);
    const read = 'query($id: ID!) { run(id: $id) { id workflow } }';
    const { id } = answer.run!;
    expect((await keys['own']!.graphql(read, { id })).data).toEqual({ run: { id, workflow: 'noopBackfill' } });
    expect((await keys['other']!.graphql(read, { id })).data).toEqual({ run: null });
  });
});
