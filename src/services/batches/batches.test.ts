import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { batchFields, createBatchClient } from '../../../test/batch-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';

const stack = useStack({ fixtures: true });
const batches = createBatchClient(stack, 'Noop');

interface Item {
  name: string;
  fails?: boolean;
  seconds?: number;
}
const items = (count: number, more: Partial<Item> = {}): Item[] => {
  const batch = randomUUID();
  return Array.from({ length: count }, (_, n) => ({ name: `${batch}-${n}`, ...more }));
};

/** The statuses of all runs of these items, one for each time an item ran. */
async function runsOf(inputs: Item[]) {
  const found: string[] = [];
  const prefix = `noop-${inputs[0]!.name.slice(0, 36)}`;
  for await (const { status } of stack.temporal.client.workflow.list({ query: `WorkflowId STARTS_WITH '${prefix}'` })) {
    found.push(status.name);
  }
  return found.toSorted();
}
/** Polls, as lists lag behind by moments: a run that has ended may still be listed as running. */
const listed = (inputs: Item[], statuses: string[]) =>
  waitFor(
    `the runs of the items to be ${statuses.join()}`,
    async () => (await runsOf(inputs)).join() === statuses.join(),
  );
const times = (count: number, status: string) => Array.from({ length: count }, () => status);

test('every item runs once; a failed one is counted, and listed, and tried again by the next batch', async () => {
  const inputs = items(8);
  inputs[3]!.fails = true;
  const first = await batches.start({ inputs });
  expect(await batches.end(first)).toMatchObject({
    status: 'COMPLETED',
    total: 8,
    done: 7,
    skipped: 0,
    failed: 1,
    itemWorkflow: 'noop',
    progress: { percent: 100, done: 8, total: 8 },
    resultJson: { total: 8, done: 7, skipped: 0, failed: 1 },
    secondsPerItem: expect.any(Number),
  });
  const failures = async () => {
    const { data } = await stack.graphql(
      `query($id: ID!) { run(id: $id) { ... on BatchRun { failures { edges { node { workflowId failure { code } } } } } } }`,
      { id: first.id },
    );
    const { failures } = data!['run'] as { failures: { edges: { node: unknown }[] } };
    return failures.edges.length > 0 && failures.edges.map(({ node }) => node);
  };
  expect(await waitFor('the failed item in the list', failures)).toEqual([
    { workflowId: `noop-${inputs[3]!.name}`, failure: { code: 'TOLD_TO_FAIL' } },
  ]);

  const second = await batches.start({ inputs });
  expect(await batches.end(second)).toMatchObject({ status: 'COMPLETED', done: 7, skipped: 7, failed: 1 });
  const third = await batches.start({ inputs }, { rerun: true });
  expect(await batches.end(third)).toMatchObject({ status: 'COMPLETED', done: 7, skipped: 0, failed: 1 });
  await listed(inputs, [...times(14, 'COMPLETED'), ...times(3, 'FAILED')]);
});

test('the same work is done once, however often it is asked for', async () => {
  const [one, other] = items(2);
  expect(await batches.end(await batches.start({ inputs: [one, other, one] }))).toMatchObject({ total: 2, done: 2 });
});

test('a batch that is to stop begins no more items once one has failed', async () => {
  const inputs = items(20, { seconds: 0.2 });
  inputs[1] = { ...inputs[1]!, fails: true, seconds: 0 };
  const batch = await batches.start({ inputs }, { onFailure: 'STOP', concurrency: 2 });
  const end = await batch.end(batchFields);
  expect(end).toMatchObject({
    status: 'FAILED',
    failure: { code: 'ITEM_FAILED', message: `noop-${inputs[1].name}: It was told to fail.` },
    failed: 1,
  });
  expect(Number(end['done'])).toBeLessThan(5);
});

test.each([3, 20])('a batch that is cancelled cancels its items, of 5 those %i at a time', async (concurrency) => {
  const inputs = items(5, { seconds: 600 });
  const batch = await batches.start({ inputs }, { concurrency });
  await waitFor('items', async () => (await runsOf(inputs)).length === Math.min(5, concurrency));
  await batch.cancel();
  expect(await batches.end(batch)).toMatchObject({ status: 'CANCELED', done: 0, failed: 0 });
  await listed(inputs, times(Math.min(5, concurrency), 'CANCELLED'));
});

test('an item that runs already is waited for', async () => {
  const inputs = items(2, { seconds: 3 });
  const alone = await stack.start('noop', inputs[0]!);
  const batch = await batches.start({ inputs });
  expect(await batches.end(batch)).toMatchObject({ status: 'COMPLETED', done: 2, skipped: 0 });
  expect(await alone.end()).toMatchObject({ status: 'COMPLETED' });
  await listed(inputs, times(2, 'COMPLETED'));
});

test('a batch that waits for others can be cancelled, and leaves them alone', async () => {
  const inputs = items(1, { seconds: 600 });
  const alone = await stack.start('noop', inputs[0]!);
  const batch = await batches.start({ inputs });
  await waitFor('the wait', async () => {
    const { data } = await stack.graphql('query($id: ID!) { run(id: $id) { waiting { __typename } } }', {
      id: batch.id,
    });
    return (data!['run'] as { waiting: { __typename: string } | null }).waiting?.__typename === 'TimerWaiting';
  });
  await batch.cancel();
  expect(await batches.end(batch)).toMatchObject({ status: 'CANCELED', done: 0 });
  const { data } = await stack.graphql('query($id: ID!) { run(id: $id) { status } }', { id: alone.id });
  expect(data).toEqual({ run: { status: 'RUNNING' } });
  await alone.cancel();
});

test('an item that runs elsewhere and fails there is a failed item', async () => {
  const inputs = items(1, { seconds: 2, fails: true });
  await stack.start('noop', inputs[0]!);
  const end = await batches.end(await batches.start({ inputs }));
  expect(end).toMatchObject({ status: 'COMPLETED', done: 0, failed: 1 });
});

test('the same batch runs once at a time', async () => {
  const inputs = items(1, { seconds: 600 });
  const batch = await batches.start({ inputs });
  await listed(inputs, ['RUNNING']);
  expect(await batches.ask({ inputs })).toMatchObject({ __typename: 'RunAlreadyExistsError' });
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id: batch.id });
  await listed(inputs, ['CANCELLED']);
});

test.each([
  ['nothing', { inputs: [] }, undefined, [['inputs']]],
  [
    'wrong inputs',
    { inputs: [{ name: 'a' }, { name: '' }, { name: '' }] },
    undefined,
    [
      ['inputs', '1', 'name'],
      ['inputs', '2', 'name'],
    ],
  ],
  [
    'wrong options',
    { inputs: [{ name: 'a' }] },
    { concurrency: 0, priority: 9 },
    [
      ['options', 'priority'],
      ['options', 'concurrency'],
    ],
  ],
])('%s is refused, and which is wrong', async (_what, input, options, paths) => {
  const { __typename, issues } = await batches.ask(input, options);
  expect(__typename).toBe('InvalidInputError');
  expect(issues.map(({ path }) => path)).toEqual(paths);
});
