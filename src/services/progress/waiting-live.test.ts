import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBatchClient } from '../../../test/batch-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';

const stack = useStack({ fixtures: true });

const fields = `waiting {
  __typename
  ... on NoWorkerWaiting { taskQueue since }
  ... on QueuedWaiting { taskQueue backlog }
  ... on BackingOffWaiting { attempt maxAttempts lastFailure nextAttemptAt }
  ... on StartDelayWaiting { until }
  ... on TimerWaiting { until }
  ... on ChildrenWaiting { running planned }
}`;
type Waiting = { __typename: string; [field: string]: unknown } | null;

const probe = (behaviour: string, more: object = {}) =>
  stack.start('probe', { name: `${behaviour}-${randomUUID()}`, behaviour, ...more });

/** Watches a run until it waits for this. */
async function untilWaiting(id: string, type: string): Promise<Waiting> {
  const query = `subscription($id: ID!) { run(id: $id) { ${fields} } }`;
  for await (const { data } of stack.subscribe(query, { id })) {
    const { waiting } = data!['run'] as { waiting: Waiting };
    if (waiting?.__typename === type) return waiting;
  }
  throw new Error(`The run ended without ${type}.`);
}

test('an activity that failed and will be tried again', async () => {
  const { id } = await probe('FAIL_TWICE');
  expect(await untilWaiting(id, 'BackingOffWaiting')).toMatchObject({
    attempt: 1,
    maxAttempts: 3,
    lastFailure: expect.stringContaining("the worker's log has it"),
  });
});

test('a start that was delayed', async () => {
  const { data } = await stack.graphql(
    'mutation($input: ProbeInput!) { startProbe(input: $input, options: { startDelay: 100 }) { ... on ProbeRun { id } } }',
    { input: { name: randomUUID() } },
  );
  const { id } = data!['startProbe'] as { id: string };
  const waiting = await untilWaiting(id, 'StartDelayWaiting');
  expect(Date.parse(String(waiting!['until'])) - Date.now()).toBeGreaterThan(80_000);
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id });
});

test('a run that sleeps, and a batch that waits for it', async () => {
  const seconds = 100;
  const input = { name: randomUUID(), seconds };
  const batch = await createBatchClient(stack, 'Noop').start({ inputs: [input] });
  expect(await untilWaiting(batch.id, 'ChildrenWaiting')).toMatchObject({ running: 1, planned: 1 });
  const child = await waitFor('the child in the list', async () => {
    const { data } = await stack.graphql('query($id: ID!) { run(id: $id) { children { edges { node { id } } } } }', {
      id: batch.id,
    });
    return (data!['run'] as { children: { edges: { node: { id: string } }[] } }).children.edges[0]?.node;
  });
  const waiting = await untilWaiting(child.id, 'TimerWaiting');
  const left = Date.parse(String(waiting!['until'])) - Date.now();
  expect(left).toBeGreaterThan(50_000);
  expect(left).toBeLessThan(seconds * 1000);
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id: batch.id });
});

test('a killed worker is missed within 45 s, and not any more when another has come', { timeout: 90_000 }, async () => {
  const run = await probe('COUNT_SLOWLY', { count: 100 });
  for await (const { progress } of run.states()) if ((progress.done ?? 0) >= 5) break;
  await stack.worker.stop('SIGKILL');
  const died = performance.now();
  expect(await untilWaiting(run.id, 'NoWorkerWaiting')).toMatchObject({ taskQueue: 'media' });
  expect(performance.now() - died).toBeLessThan(45_000); // a deadline: 15 s, three times
  await stack.startWorker();
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
});
