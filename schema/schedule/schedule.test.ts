import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const stack = useStack({ fixtures: true, env: { ADMIN_API_KEY: randomUUID() + randomUUID() } });

const create = `mutation($input: CreateScheduleInput!) {
  createSchedule(input: $input) {
    __typename
    ... on Schedule { id name revision }
    ... on InvalidInputError { issues { path message } }
    ... on ScheduleAlreadyExistsError { code schedule { name } }
  }
}`;
const input = (more: object = {}) => ({
  name: `test-${randomUUID()}`,
  action: { probe: { name: randomUUID(), behaviour: 'SUCCEED' } },
  spec: { cron: ['0 9,18 * * *'], timeZone: 'Europe/Amsterdam' },
  ...more,
});
const data = async (query: string, variables: object, client = stack as Pick<typeof stack, 'graphql'>) => {
  const result = await client.graphql(query, variables);
  expect(result.errors).toBeUndefined();
  return result.data as Record<string, Record<string, unknown>>;
};
const made = async (more: object = {}) =>
  (await data(create, { input: input(more) }))['createSchedule'] as { id: string; name: string; revision: string };

test('a schedule is made with the input of its workflow, and shown with it', async () => {
  const { id, name } = await made({ labels: [{ key: 'brand', value: 'one' }], note: 'hello', overlap: 'BUFFER_ONE' });
  expect(id).toBe(`Schedule:${name}`);
  const { schedule } = await data(
    `query($id: ID!) { schedule(id: $id) {
      name workflow paused note overlap catchUpWindow pauseOnFailure remainingActions createdBy next
      labels { key value } counts { started skippedByOverlap missed }
      spec { cron timeZone jitter calendars { comment } }
      action { workflow inputJson ... on ProbeAction { input { name behaviour } } }
    } }`,
    { id },
  );
  expect(schedule).toMatchObject({
    name,
    workflow: 'probe',
    paused: false,
    note: 'hello',
    overlap: 'BUFFER_ONE',
    catchUpWindow: 600,
    remainingActions: null,
    createdBy: 'key:environment',
    labels: [{ key: 'brand', value: 'one' }],
    spec: { cron: ['0 9,18 * * *'], timeZone: 'Europe/Amsterdam', jitter: 0, calendars: [] },
    action: { workflow: 'probe', inputJson: { behaviour: 'SUCCEED' }, input: { behaviour: 'SUCCEED' } },
  });
  expect(schedule!['next']).toHaveLength(10);
  const { node } = await data('query($id: ID!) { node(id: $id) { __typename id ... on Schedule { name } } }', { id });
  expect(node).toEqual({ __typename: 'Schedule', id, name });
});

test('what nothing has for an id is not there', async () => {
  for (const id of ['Schedule:never', 'Schedule:', `Schedule:${'x'.repeat(2000)}`, 'never']) {
    const query = 'query($id: ID!) { schedule(id: $id) { id } node(id: $id) { id } }';
    expect(await data(query, { id })).toEqual({ schedule: null, node: null });
  }
});

test('what is no id of a schedule is said to be none', async () => {
  const { name } = await made();
  const error = '... on Error { code message }';
  const told = await data(
    `mutation($id: ID!, $at: DateTime!) {
      updateSchedule(id: $id, expectedRevision: "x", input: {}) { ${error} }
      pauseSchedule(id: $id) { ${error} }
      backfillSchedule(id: $id, from: $at, to: $at, dryRun: true) { ${error} }
    }`,
    { id: name, at: '2026-01-01T00:00:00Z' },
  );
  const message = 'This is no id of a schedule: those are `Schedule:` and its name.';
  expect(Object.values(told)).toEqual([1, 2, 3].map(() => ({ code: 'SCHEDULE_NOT_FOUND', message })));
  const { errors } = await stack.graphql('{ previewSchedule(id: "Run:xxx") { count } }');
  expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'SCHEDULE_NOT_FOUND' } });
});

test('what is wrong is named by the way to it', async () => {
  const wrong = input({ name: 'a b', spec: { calendars: [{ hour: [{ start: 24 }] }], timeZone: 'Mars' } });
  const { createSchedule } = await data(create, { input: wrong });
  expect((createSchedule!['issues'] as { path: string[] }[]).map(({ path }) => path.join('.'))).toEqual([
    'name',
    'spec.calendars.0.hour.0.start',
    'spec.timeZone',
  ]);
  const again = input();
  await data(create, { input: again });
  expect((await data(create, { input: again }))['createSchedule']).toEqual({
    __typename: 'ScheduleAlreadyExistsError',
    code: 'SCHEDULE_ALREADY_EXISTS',
    schedule: { name: again.name },
  });
});

test('who changes what somebody else has changed is shown what it is now', async () => {
  const { id, revision } = await made({ remainingActions: 3 });
  const update = `mutation($id: ID!, $revision: String!, $input: UpdateScheduleInput!) {
    updateSchedule(id: $id, expectedRevision: $revision, input: $input) {
      __typename
      ... on Schedule { revision note remainingActions spec { cron } }
      ... on ScheduleConflictError { code schedule { note revision } }
    }
  }`;
  const { updateSchedule } = await data(update, { id, revision, input: { note: 'mine', remainingActions: null } });
  expect(updateSchedule).toMatchObject({ note: 'mine', remainingActions: null, spec: { cron: ['0 9,18 * * *'] } });
  expect((await data(update, { id, revision, input: { note: 'yours' } }))['updateSchedule']).toEqual({
    __typename: 'ScheduleConflictError',
    code: 'SCHEDULE_CONFLICT',
    schedule: { note: 'mine', revision: updateSchedule!['revision'] },
  });
});

test('it is paused, resumed, triggered and deleted', async () => {
  const { id } = await made();
  const verbs = `mutation($id: ID!) {
    pauseSchedule(id: $id, note: "stop") { ... on Schedule { paused note } }
    triggerSchedule(id: $id) { ... on ScheduleTriggered { run { id workflow startedBy } schedule { recent { run { id } } } } }
    resumeSchedule(id: $id) { ... on Schedule { paused } }
  }`;
  const done = await data(verbs, { id });
  expect(done).toMatchObject({ pauseSchedule: { paused: true, note: 'stop' }, resumeSchedule: { paused: false } });
  const { run, schedule } = done['triggerSchedule'] as { run: Record<string, string>; schedule: object };
  expect(run).toMatchObject({ workflow: 'probe', startedBy: id.replace('Schedule', 'schedule') });
  expect(schedule).toEqual({ recent: [{ run: { id: run['id'] } }] });
  const remove = 'mutation($id: ID!) { deleteSchedule(id: $id) { __typename ... on Error { code } } }';
  expect((await data(remove, { id }))['deleteSchedule']).toEqual({ __typename: 'ScheduleDeleted' });
  expect((await data(remove, { id }))['deleteSchedule']).toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
  expect(await data('query($id: ID!) { schedule(id: $id) { id } }', { id })).toEqual({ schedule: null });
});

test('a key for other workflows knows nothing of it, and a viewer changes nothing', async () => {
  const label = { key: 'channel', value: randomUUID() };
  const { id, name } = await made({ labels: [label] });
  const keyOf = async (role: string, workflows?: string[]) => {
    const { createApiKey } = await data(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }',
      { input: { name: role, role, workflows } },
    );
    return stack.as(createApiKey!['secret'] as string);
  };
  const [viewer, other, own] = await Promise.all([
    keyOf('VIEWER'),
    keyOf('OPERATOR', ['noop']),
    keyOf('OPERATOR', ['probe']),
  ]);
  const list = '{ schedules(first: 100) { edges { node { name } } } }';
  const names = async (client: typeof viewer) =>
    ((await data(list, {}, client))['schedules'] as { edges: { node: { name: string } }[] }).edges.map(
      ({ node }) => node.name,
    );
  await waitFor('it in the list', async () => (await names(viewer)).includes(name));
  expect(await names(own)).toContain(name);
  expect(await names(other)).not.toContain(name);
  const query = 'query($id: ID!) { schedule(id: $id) { id } node(id: $id) { id } }';
  expect(await data(query, { id }, own)).toEqual({ schedule: { id }, node: { id } });
  expect(await data(query, { id }, other)).toEqual({ schedule: null, node: null });
  const preview = `query($label: LabelInput!) {
    previewSchedule(spec: { cron: ["0 9 * * *"], timeZone: "Europe/Amsterdam" }, first: 1, collisions: { label: $label, within: 0 }) {
      collisions { other { name } }
    }
  }`;
  const collisions = async (client: typeof viewer) => (await data(preview, { label }, client))['previewSchedule'];
  expect(await collisions(own)).toEqual({ collisions: [{ other: { name } }] });
  expect(await collisions(other)).toEqual({ collisions: [] });
  const pause = 'mutation($id: ID!) { pauseSchedule(id: $id) { __typename } }';
  expect(await data(pause, { id }, other)).toEqual({ pauseSchedule: { __typename: 'ScheduleNotFoundError' } });
  for (const [client, query, variables] of [
    [viewer, pause, { id }],
    [other, create, { input: input() }],
  ] as const) {
    const { errors } = await client.graphql(query, variables);
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  }
});

test('what a schedule would do is seen before it is made', async () => {
  const query = `query($spec: ScheduleSpecInput, $id: ID) {
    previewSchedule(spec: $spec, id: $id, from: "2027-03-27T00:00:00Z", to: "2027-03-29T00:00:00Z", first: 2) {
      times { at local } count complete warnings { effect local runs changeAt } collisions { at }
    }
  }`;
  const spec = { cron: ['30 2 * * *'], timeZone: 'Europe/Amsterdam' };
  const { previewSchedule } = await data(query, { spec });
  expect(previewSchedule).toEqual({
    times: [{ at: '2027-03-27T01:30:00.000Z', local: '2027-03-27T02:30:00+01:00' }],
    count: 1,
    complete: true,
    warnings: [{ effect: 'SKIPPED', local: '2027-03-28T02:30:00', runs: [], changeAt: '2027-03-28T01:00:00.000Z' }],
    collisions: [],
  });
  const { id } = await made({ spec });
  expect((await data(query, { id }))['previewSchedule']).toEqual(previewSchedule);
  const { errors } = await stack.graphql(query);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['spec'] }] });
});

test('many are counted first, and then changed at once', async () => {
  const label = { key: 'bulk', value: randomUUID() };
  await Promise.all(Array.from({ length: 12 }, () => made({ labels: [label] })));
  const filter = { label };
  const bulk = async (mutation: string, dryRun: boolean) =>
    (
      await data(
        `mutation($filter: ScheduleFilter!, $dryRun: Boolean!) {
          ${mutation}(filter: $filter, dryRun: $dryRun ${mutation === 'updateSchedules' ? ', input: { overlap: ALLOW_ALL }' : ''}) {
            ... on SchedulesChanged { dryRun count declared failures { name code } }
          }
        }`,
        { filter, dryRun },
      )
    )[mutation];
  await waitFor('all in the list', async () => (await bulk('pauseSchedules', true))!['count'] === 12);
  const list = `query($filter: ScheduleFilter) {
    schedules(first: 50, filter: $filter) { edges { node { paused overlap counts { started } } } }
  }`;
  type Listed = { edges: { node: { paused: boolean; overlap: string; counts: { started: number } } }[] };
  const nodes = async () => ((await data(list, { filter }))['schedules'] as Listed).edges.map(({ node }) => node);
  const paused = async () => (await nodes()).filter((node) => node.paused).length;
  const started = async () => (await nodes()).map(({ counts }) => counts.started);
  for (const mutation of [
    'updateSchedules',
    'pauseSchedules',
    'resumeSchedules',
    'triggerSchedules',
    'deleteSchedules',
  ]) {
    expect(await bulk(mutation, true)).toEqual({ dryRun: true, count: 12, declared: 0, failures: [] });
  }
  expect(await nodes()).toEqual(
    Array.from({ length: 12 }, () => ({ paused: false, overlap: 'SKIP', counts: { started: 0 } })),
  );
  expect(await bulk('updateSchedules', false)).toEqual({ dryRun: false, count: 12, declared: 0, failures: [] });
  expect((await nodes()).map(({ overlap }) => overlap)).toEqual(Array(12).fill('ALLOW_ALL'));
  expect(await bulk('pauseSchedules', false)).toEqual({ dryRun: false, count: 12, declared: 0, failures: [] });
  await waitFor('all paused', async () => (await paused()) === 12);
  expect(await bulk('triggerSchedules', false)).toMatchObject({ count: 12, declared: 0, failures: [] });
  // A busy server starts them later than the answer waits for it.
  await waitFor('a run of each', async () => (await started()).every((count) => count === 1));
  expect(await bulk('resumeSchedules', false)).toMatchObject({ count: 12, declared: 0, failures: [] });
  await waitFor('none paused', async () => (await paused()) === 0);
  expect(await bulk('deleteSchedules', false)).toMatchObject({ count: 12, declared: 0, failures: [] });
  const { auditLog } = await data('{ auditLog(first: 1) { edges { node { action targets } } } }', {});
  const [{ node }] = auditLog!['edges'] as [{ node: { action: string; targets: string[] } }];
  expect([node.action, node.targets.length], 'each of them is named').toEqual(['deleteSchedules', 12]);
  await waitFor('none left', async () => (await bulk('deleteSchedules', true))!['count'] === 0);
});

test('the audit log names the schedules', async () => {
  const { id, name } = await made();
  await data('mutation($id: ID!) { pauseSchedule(id: $id) { __typename } }', { id });
  const { auditLog } = await data('{ auditLog(first: 2) { edges { node { action targets outcome } } } }', {});
  expect((auditLog!['edges'] as { node: object }[]).map(({ node }) => node)).toEqual([
    { action: 'pauseSchedule', targets: [id, name], outcome: 'OK' },
    { action: 'createSchedule', targets: [name], outcome: 'OK' },
  ]);
});
