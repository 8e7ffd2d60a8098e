import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createRunChangesClient } from '../../../test/run-changes-client.ts';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { startTemporal } from '../../../test/start-temporal.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { PauseNotSupportedError } from '../../errors.ts';
import { createTemporal } from '../../platform/temporal.ts';
import { pauseRun } from './pause.ts';
import { resumeRun } from './resume.ts';
import { encodeRunId } from './run-id.ts';

const stack = useStack({ fixtures: true });
const { read } = createRunsClient(stack);
const { pause, resume, inBulk } = createRunChangesClient(stack);

/** What the timeline says of a run. */
const kinds = async (id: string) => {
  const { timeline } = (await read(id, 'timeline(first: 100) { edges { node { ... on TimelineEvent { kind } } } }'))!;
  return (timeline as { edges: { node: { kind?: string } }[] }).edges.map(({ node }) => node.kind);
};

/** Ids of runs that whoever follows a list sees paused. */
async function pausedOnes(label: object, count: number) {
  const query = 'subscription($label: LabelInput!) { runs(filter: { label: $label }) { id status } }';
  const ids = new Set<string>();
  for await (const { data } of stack.subscribe(query, { label })) {
    const { id, status } = data!['runs'] as { id: string; status: string };
    if (status === 'PAUSED') ids.add(id);
    if (ids.size === count) break;
  }
  return ids;
}

test('a paused run lets its activity finish and does not go on, until it is resumed; whoever watches sees it', async () => {
  const run = await stack.start('probe', { name: unique('paused'), behaviour: 'COUNT_SLOWLY', count: 20 });
  let asked = false;
  const seen: unknown[] = [];
  for await (const { status, progress, waiting } of run.states('waiting { __typename }')) {
    seen.push([status, (waiting as { __typename: string } | null)?.__typename]);
    if (progress.done === null) continue;
    if (!asked) {
      asked = true;
      expect(await pause(run.id, 'lunch')).toMatchObject({ __typename: 'RunChanged', run: { status: 'PAUSED' } });
    }
    if (status === 'PAUSED') break;
  }
  expect(seen.at(-1)).toEqual(['PAUSED', 'PausedWaiting']);
  await waitFor('the end of the activity', async () => (await kinds(run.id)).at(-1) === 'ACTIVITY_COMPLETED');
  expect(await read(run.id, 'status resultJson')).toEqual({ status: 'PAUSED', resultJson: null });
  expect((await pause(run.id)).__typename, 'twice is once').toBe('RunChanged');

  const end = run.end();
  expect(await resume(run.id)).toMatchObject({ __typename: 'RunChanged', run: { status: 'RUNNING' } });
  expect(await end).toMatchObject({ status: 'COMPLETED', resultJson: { word: 'counted from 0' } });
  const told = await kinds(run.id);
  expect(told.filter((kind) => ['PAUSED', 'RESUMED'].includes(kind!))).toEqual(['PAUSED', 'RESUMED']);
  expect(told.indexOf('RESUMED')).toBeGreaterThan(told.lastIndexOf('ACTIVITY_COMPLETED', told.length - 3));
});

test('a run that has ended is neither paused nor resumed, and one that nobody knows neither', async () => {
  const run = await stack.start('probe', { name: unique('over') });
  await run.end();
  const unknown = encodeRunId({ workflowId: unique('nobody'), first: randomUUID() });
  for (const change of [pause, resume]) {
    expect(await change(run.id)).toMatchObject({ code: 'RUN_NOT_RUNNING' });
    expect(await change(unknown)).toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('one that runs is resumed by doing nothing, and one that continues as new is paused all the same', async () => {
  const chain = await stack.start('probe', { name: unique('chain'), behaviour: 'CONTINUE_AS_NEW', count: 2 });
  expect(await resume(chain.id)).toMatchObject({ __typename: 'RunChanged' });
  expect(await pause(chain.id)).toMatchObject({ __typename: 'RunChanged', run: { id: chain.id, status: 'PAUSED' } });
  await resume(chain.id);
  expect((await chain.end()).status).toBe('COMPLETED');
});

test('an activity that is paused around is done once, and one that waits to be tried again is tried', async () => {
  const slow = await stack.start('probe', { name: unique('around'), behaviour: 'COUNT_SLOWLY', count: 30 });
  for await (const { progress } of slow.states()) if ((progress.done ?? 0) >= 5) break;
  await pause(slow.id);
  await resume(slow.id);
  expect((await slow.end()).resultJson).toEqual({ word: 'counted from 0', attempts: 1 });

  const failing = await stack.start('probe', { name: unique('backing-off'), behaviour: 'FAIL_TWICE' });
  for await (const { waiting } of failing.states('waiting { __typename }')) if (waiting) break;
  await pause(failing.id);
  await resume(failing.id);
  expect((await failing.end()).resultJson).toEqual({ word: 'third time, from 7', attempts: 3 });
});

test('what waits for a worker is handed to one after a pause, and after another one', async () => {
  const { client, service, namespace, call } = stack.temporal;
  const [workflowId, taskQueue] = [unique('waiting'), unique('nobody-polls')];
  const { firstExecutionRunId: first } = await client.workflow.start('any', { workflowId, taskQueue });
  const id = encodeRunId({ workflowId, first });
  for (let times = 0; times < 2; times++) {
    expect(await pause(id)).toMatchObject({ run: { status: 'PAUSED' } });
    expect(await resume(id)).toMatchObject({ run: { status: 'RUNNING' } });
  }
  const request = { namespace, taskQueue: { name: taskQueue }, identity: 'a worker' };
  const task = await call(() => service.pollWorkflowTaskQueue(request), { deadlineMs: 10_000 });
  expect(task.workflowExecution).toMatchObject({ workflowId });
  await client.workflow.getHandle(workflowId).terminate();
});

test('a run that begins later cannot be paused before, and is told when', async () => {
  const run = await stack.start('probe', { name: unique('later') }, { startDelay: 600 });
  expect(await pause(run.id)).toMatchObject({
    code: 'PAUSE_NOT_SUPPORTED',
    message: expect.stringMatching(/has not begun: pause it from \d{4}-/) as string,
  });
  await run.cancel();
});

test('runs that match a filter are counted first, then paused, listed so, and resumed', async () => {
  const label = { key: 'bulk', value: randomUUID() };
  const wait = { behaviour: 'WAIT_UNTIL_CANCELLED' };
  const start = (input = {}) => stack.start('probe', { name: unique('bulk'), ...input }, { labels: [label] });
  await (await start()).end();
  const going = await Promise.all([start(wait), start(wait), start(wait)]);
  const filter = { label, workflow: 'probe' };
  const counted = { count: 3, more: false, changed: 0, failures: [] };
  await waitFor('all in the list', async () => (await inBulk('pauseRuns', filter, true)).count === 3);
  expect(await inBulk('pauseRuns', filter, true)).toMatchObject(counted);
  expect(await inBulk('pauseRuns', { ...filter, status: ['COMPLETED'] }, true)).toMatchObject({ ...counted, count: 0 });
  for (const { id } of going) expect(await read(id, 'status')).toEqual({ status: 'RUNNING' });

  const seen = pausedOnes(label, 3);
  expect(await inBulk('pauseRuns', filter, false)).toMatchObject({ ...counted, changed: 3 });
  for (const { id } of going) expect(await read(id, 'status')).toEqual({ status: 'PAUSED' });
  expect(await seen, 'by who follows the list').toEqual(new Set(going.map(({ id }) => id)));
  const { rows } = await stack.database.pool.query(
    `SELECT targets FROM audit_log WHERE action = 'pauseRuns' AND outcome = 'OK' ORDER BY id DESC LIMIT 1`,
  );
  expect((rows[0] as { targets: string[] }).targets.toSorted()).toEqual(going.map(({ id }) => id).toSorted());
  await waitFor('them to be listed as paused', async () => (await inBulk('resumeRuns', filter, true)).count === 3);
  expect(await inBulk('resumeRuns', filter, false)).toMatchObject({ ...counted, changed: 3 });
  for (const run of going) {
    expect(await read(run.id, 'status')).toEqual({ status: 'RUNNING' });
    await run.cancel();
  }
});

test('a Temporal that does not pause runs is named, and what to do', { timeout: 60_000 }, async () => {
  const server = await startTemporal({ 'frontend.WorkflowPauseEnabled': 'false' });
  onTestFinished(() => server.stop());
  const temporal = createTemporal(server.settings);
  onTestFinished(() => temporal.close());
  const workflowId = randomUUID();
  const handle = await temporal.client.workflow.start('any', { workflowId, taskQueue: 'none' });
  const run = { workflowId, first: handle.firstExecutionRunId };
  await expect(pauseRun(temporal, run, '')).rejects.toThrow(PauseNotSupportedError);
  await expect(pauseRun(temporal, run, '')).rejects.toThrow(/frontend\.WorkflowPauseEnabled/);
  await resumeRun(temporal, run, '');
});
