import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRunChangesClient } from '../../../test/run-changes-client.ts';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { decodeRunId, encodeRunId } from './run-id.ts';

const stack = useStack({ fixtures: true });
const { read } = createRunsClient(stack);
const { reset, resetMany } = createRunChangesClient(stack);

interface Line {
  __typename: string;
  kind?: string;
  activity?: string;
  runId?: string;
  eventId?: number;
}
const linesOf = async (id: string): Promise<Line[]> => {
  const line = '__typename ... on TimelineEvent { kind activity runId eventId }';
  const { timeline } = (await read(id, `timeline(first: 100) { edges { node { ${line} } } }`))!;
  return (timeline as { edges: { node: Line }[] }).edges.map(({ node }) => node);
};
/** Activities that were handed to workers since the last reset. */
const scheduledSince = (lines: Line[]) =>
  lines
    .slice(lines.findLastIndex(({ __typename }) => __typename === 'TimelineReset') + 1)
    .flatMap(({ kind, activity }) => (kind === 'ACTIVITY_SCHEDULED' ? [activity] : []));
const ended = (id: string) => waitFor('the end', async () => (await read(id, 'status'))?.['status'] !== 'RUNNING');

test('a run that is reset to a step does it again and all that follows, under the same id, and whoever watches goes on', async () => {
  const run = await stack.start('probe', { name: unique('again'), behaviour: 'COUNT_SLOWLY', count: 30 });
  let resets = 0;
  let last: unknown;
  for await (const state of run.states('id')) {
    last = state;
    if (resets > 0 || (state.progress.done ?? 0) < 5) continue;
    resets++;
    expect(await reset(run.id, { toStep: 'act' })).toMatchObject({ __typename: 'RunChanged', run: { id: run.id } });
  }
  expect(last).toMatchObject({ id: run.id, status: 'COMPLETED', resultJson: { word: 'counted from 0' } });
  expect(scheduledSince(await linesOf(run.id))).toEqual(['act', 'tempograph.discard']);
});

test.for<[status: string, input: object]>([
  ['completed', {}],
  ['failed', { behaviour: 'FAIL_DECLARED' }],
])('one that has %s is reset as well, to its first step or its first event', async ([, input]) => {
  const run = await stack.start('probe', { name: unique('ended'), ...input });
  const { status } = await run.end();
  for (const to of [{ toStep: 'prepare' }, { toEvent: 1 }]) {
    expect(await reset(run.id, to)).toMatchObject({ __typename: 'RunChanged', run: { id: run.id } });
    await ended(run.id);
    expect(await read(run.id, 'status')).toEqual({ status });
    expect(scheduledSince(await linesOf(run.id))).toEqual(['prepare', 'act', 'tempograph.discard']);
  }
});

test('an event is one of the newest execution, or of the one that is named', async () => {
  const run = await stack.start('probe', { name: unique('chain'), behaviour: 'CONTINUE_AS_NEW', count: 1 });
  await run.end();
  const { first } = decodeRunId(run.id)!;
  const result = (await linesOf(run.id)).find(({ kind }) => kind === 'ACTIVITY_COMPLETED')!; // of `prepare`
  expect(result.runId).not.toBe(first);
  expect(await reset(run.id, { toEvent: result.eventId! })).toMatchObject({ __typename: 'RunChanged' });
  await ended(run.id);
  expect(scheduledSince(await linesOf(run.id))).toEqual(['prepare', 'act', 'tempograph.discard']);
  expect(await reset(run.id, { toEvent: 1, runId: first })).toMatchObject({ run: { id: run.id } });
  await ended(run.id);
  const lines = await linesOf(run.id);
  const again = lines.slice(lines.findLastIndex(({ __typename }) => __typename === 'TimelineReset'));
  expect(again.map(({ kind }) => kind)).toContain('CONTINUED');
  expect(await read(run.id, 'status')).toEqual({ status: 'COMPLETED' });
});

test('what cannot be is refused, with what there is', async () => {
  const run = await stack.start('probe', { name: unique('wrong') });
  await run.end();
  const wrong = async (to: Parameters<typeof reset>[1], id = run.id) => (await reset(id, to)).message;
  expect(await wrong({})).toMatch(/^toStep: Give toStep or toEvent/);
  expect(await wrong({ toStep: 'act', toEvent: 3 })).toMatch(/^toEvent: Give toStep or toEvent/);
  expect(await wrong({ toStep: 'develop' })).toMatch(/^toStep: There is no such step.*prepare, act/);
  expect(await wrong({ toEvent: 0 })).toMatch(/^toEvent: Must be 1 to \d+/);
  expect(await wrong({ toEvent: 1_000_000 })).toMatch(/^toEvent: Must be 1 to \d+/);
  expect(await wrong({ toEvent: 1, runId: randomUUID() })).toMatch(/^runId: This is no execution of the run/);
  const nobody = encodeRunId({ workflowId: unique('nobody'), first: randomUUID() });
  expect(await reset(nobody, { toEvent: 1 })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a run that no worker has taken is at its beginning; one of another program has no steps', async () => {
  const workflowId = unique('foreign');
  const handle = await stack.temporal.client.workflow.start('foreign', { workflowId, taskQueue: 'nobody' });
  const id = encodeRunId({ workflowId, first: handle.firstExecutionRunId });
  expect((await reset(id, { toStep: 'act' })).message).toMatch(/^toStep: .*use toEvent/);
  expect((await reset(id, { toEvent: 1 })).message).toMatch(/^toEvent: The run has not begun/);
  await handle.terminate();
});

test('a run whose id other work has by now is not reset while that goes on, as it would be ended', async () => {
  const name = unique('twice');
  const earlier = await stack.start('probe', { name, behaviour: 'FAIL_DECLARED' }, { id: name });
  await earlier.end();
  const later = await stack.start('probe', { name, behaviour: 'WAIT_UNTIL_CANCELLED' }, { id: name });
  expect(await reset(earlier.id, { toStep: 'prepare' })).toMatchObject({ code: 'RUN_ALREADY_EXISTS' });
  expect(await read(later.id, 'status')).toEqual({ status: 'RUNNING' });
  await later.cancel();
  await later.end();
  expect(await reset(earlier.id, { toStep: 'prepare' })).toMatchObject({ run: { id: earlier.id } });
  await ended(earlier.id);
});

test('runs that match a filter are counted first, and then all taken back to a step', async () => {
  const label = { key: 'bulk', value: randomUUID() };
  const input = { behaviour: 'FAIL_DECLARED' };
  const runs = await Promise.all(
    [1, 2, 3].map(() => stack.start('probe', { ...input, name: unique('bulk') }, { labels: [label] })),
  );
  for (const run of runs) await run.end();
  const filter = { label, workflow: 'probe', status: ['FAILED'] };
  await waitFor('all in the list', async () => (await resetMany(filter, 'act', true)).count === 3);
  expect(await resetMany(filter, 'act', true)).toMatchObject({ count: 3, changed: 0, more: false, failures: [] });
  expect((await linesOf(runs[0]!.id)).some(({ __typename }) => __typename === 'TimelineReset')).toBe(false);
  expect(await resetMany({ label }, 'act', false)).toMatchObject({
    message: expect.stringMatching(/^filter\.workflow: Say which workflow/) as string,
  });
  const refused = await resetMany(filter, 'develop', false);
  expect(refused).toMatchObject({ count: 3, changed: 0 });
  expect(new Map(refused.failures.map(({ id, code }) => [id, code]))).toEqual(
    new Map(runs.map(({ id }) => [id, 'INVALID_INPUT'])),
  );
  expect(await resetMany(filter, 'act', false)).toMatchObject({ count: 3, changed: 3, failures: [] });
  for (const { id } of runs) {
    await ended(id);
    expect(scheduledSince(await linesOf(id))).toEqual(['act', 'tempograph.discard']);
  }
});
