import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { secrets } from '../../../test/fixtures/probe/activities.ts';
import { ownServices } from '../../../test/own-services.ts';
import { newestExecution, resetRun } from '../../../test/reset-run.ts';
import { unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { decodeRunId, encodeRunId } from '../runs/run-id.ts';
import { encodePlace } from './cursor.ts';
import type { TimelineEntry } from './entry.ts';

const stack = useStack({ fixtures: true, proxied: true, env: { TASK_QUEUES: 'media=20' } });
/** Of another API process than the one behind `stack.graphql`. */
const timeline = () => ownServices(stack).timeline;

/** Starts a run that goes through `legs` more executions and then waits for `arrive`. */
async function startJourney(legs: number) {
  const workflowId = unique('journey');
  const options = { workflowId, taskQueue: 'media', args: [legs] };
  const handle = await stack.temporal.client.workflow.start('journey', options);
  const id = encodeRunId({ workflowId, first: handle.firstExecutionRunId });
  /** Until it waits behind so many continuations: a reset does those over that it goes back behind. */
  const waits = (continued = legs) =>
    waitFor('the last leg', async () => {
      const entries = await first100(id);
      const kinds = entries.map(kindOf);
      return kinds.filter((kind) => kind === 'CONTINUED').length >= continued && kinds.at(-1) === 'TIMER_FIRED';
    });
  return { id, workflowId, first: handle.firstExecutionRunId, waits };
}
const arrive = (workflowId: string) => stack.temporal.client.workflow.getHandle(workflowId).signal('arrive', 'hidden');
const kindOf = (entry: TimelineEntry) => (entry.type === 'TimelineEvent' ? entry.kind : entry.type);
const words = (text: string) => text.split(/\s+/);
const cursorOf = ({ place }: TimelineEntry) => encodePlace(place);

/** The log of a run that is not long. */
const first100 = async (id: string) => (await timeline().page(id, 100)).rows.map(({ node }) => node);

async function all(entries: AsyncIterable<TimelineEntry>): Promise<TimelineEntry[]> {
  const list: TimelineEntry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

/** Whoever goes on behind any line gets exactly the rest, and pages of any size hold the same. */
async function expectResumable(id: string, whole: TimelineEntry[]) {
  for (const [index, entry] of whole.entries()) {
    expect(await all(timeline().follow(id, cursorOf(entry)))).toEqual(whole.slice(index + 1));
  }
  for (const first of [1, 3, 100]) {
    const paged: TimelineEntry[] = [];
    let after: string | undefined;
    for (let more = true; more; after = cursorOf(paged.at(-1)!)) {
      const page = await timeline().page(id, first, after);
      paged.push(...page.rows.map(({ node }) => node));
      more = page.hasNextPage;
    }
    expect(paged).toEqual(whole);
  }
}

const selection = `__typename cursor at message
  ... on TimelineEvent { kind eventId name activity step attempt startedAt failure { code message } childId childWorkflowId child { id } }
  ... on TimelineReset { fromRunId fromEvent }`;
type Told = Record<string, unknown> & { kind: string; cursor: string };

/** As a client sees it: by subscription, and by pages. */
async function told(id: string) {
  const query = `subscription($id: ID!) { timeline(id: $id) { ${selection} } }`;
  const entries: Told[] = [];
  for await (const { data } of stack.subscribe(query, { id })) entries.push(data!['timeline'] as Told);
  const pages = `query($id: ID!) { run(id: $id) { timeline(first: 100) { edges { node { ${selection} } } } } }`;
  const { data } = await stack.graphql(pages, { id });
  const { edges } = (data!['run'] as { timeline: { edges: { node: Told }[] } }).timeline;
  expect(edges.map(({ node }) => node)).toEqual(entries);
  return entries;
}

describe.concurrent('the timeline of a run', () => {
  test('tells steps and activities in order, with the attempt an activity ended with', async () => {
    const run = await stack.start('probe', { name: unique('steps'), behaviour: 'FAIL_TWICE' });
    const entries = await told(run.id);
    expect(entries.map(({ kind, step, activity }) => [kind, activity ?? step])).toEqual([
      ['STARTED', null],
      ['STEP_ENTERED', 'prepare'],
      ['ACTIVITY_SCHEDULED', 'prepare'],
      ['ACTIVITY_COMPLETED', 'prepare'],
      ['STEP_ENTERED', 'act'],
      ['ACTIVITY_SCHEDULED', 'act'],
      ['ACTIVITY_COMPLETED', 'act'],
      ['ACTIVITY_SCHEDULED', 'tempograph.discard'],
      ['ACTIVITY_COMPLETED', 'tempograph.discard'],
      ['COMPLETED', null],
    ]);
    expect(entries[5]).toMatchObject({ attempt: null, startedAt: null });
    expect(entries[6]).toMatchObject({ attempt: 3, step: 'act', message: 'act completed at attempt 3.' });
    expect(Date.parse(entries[6]!['startedAt'] as string)).toBeLessThanOrEqual(Date.parse(entries[6]!['at'] as string));
  });

  test('tells the runs it started, through continue-as-new', async () => {
    const run = await stack.start('probe', { name: unique('parent'), behaviour: 'START_CHILDREN', count: 1 });
    const entries = await told(run.id);
    expect(entries.slice(0, 5).map(({ kind }) => kind)).toEqual(
      words('STARTED CHILD_STARTED CHILD_COMPLETED CONTINUED STEP_ENTERED'),
    );
    const [, started, completed] = entries;
    expect(completed!['child']).toEqual(started!['child']);
    const child = started!['child'] as { id: string };
    expect(started).toMatchObject({ childId: child.id, childWorkflowId: decodeRunId(child.id)?.workflowId });
    expect(decodeRunId(child.id)?.workflowId).toMatch(/-child-1$/);
  });

  test('tells why something failed, and no secret', async () => {
    const run = await stack.start('probe', { name: unique('secret'), behaviour: 'THROW_SECRET' });
    const entries = await told(run.id);
    const failed = entries.filter(({ kind }) => kind.endsWith('FAILED'));
    expect(failed).toMatchObject([
      { kind: 'ACTIVITY_FAILED', activity: 'act', attempt: 3, failure: { code: 'ACTIVITY_FAILED' } },
      { kind: 'FAILED', failure: { code: 'ACTIVITY_FAILED' } },
    ]);
    for (const secret of Object.values(secrets)) expect(JSON.stringify(entries)).not.toContain(secret);
  });

  test('tells timers, signals by name alone, and wishes to stop, as they happen', async () => {
    const { id, workflowId, waits } = await startJourney(0);
    const entries = timeline().follow(id)[Symbol.asyncIterator]();
    const kinds: string[] = [];
    const next = async () => {
      const { value } = await entries.next();
      kinds.push(value ? kindOf(value as TimelineEntry) : 'end');
      return value as TimelineEntry;
    };
    for (let n = 0; n < 3; n++) await next();
    await waits();
    const waiting = next();
    await stack.temporal.client.workflow.getHandle(workflowId).signal('unheard', 'hidden');
    expect(JSON.stringify(await waiting)).not.toContain('hidden');
    await stack.temporal.client.workflow.getHandle(workflowId).cancel();
    for (let n = 0; n < 3; n++) await next();
    expect(kinds).toEqual(words('STARTED TIMER_STARTED TIMER_FIRED SIGNALED CANCEL_REQUESTED CANCELED end'));
  });

  test('tells of a pause while followed, and nothing twice', async () => {
    const { id, workflowId, waits } = await startJourney(0);
    const seen: TimelineEntry[] = [];
    const live = (async () => {
      for await (const entry of timeline().follow(id)) seen.push(entry);
    })();
    await waits();
    for (const [change, kind] of [
      ['pauseRun', 'PAUSED'],
      ['resumeRun', 'RESUMED'],
    ] as const) {
      const { data } = await stack.graphql(`mutation($id: ID!) { ${change}(id: $id) { __typename } }`, { id });
      expect(data).toEqual({ [change]: { __typename: 'RunChanged' } });
      await waitFor(kind, () => seen.some((entry) => kindOf(entry) === kind));
    }
    await arrive(workflowId);
    await live;
    // Temporal may have to be asked twice for a pause that holds.
    const kinds = seen.map(kindOf).filter((kind, n, all) => kind !== 'PAUSED' || all[n - 1] !== kind);
    expect(kinds).toEqual(words('STARTED TIMER_STARTED TIMER_FIRED PAUSED RESUMED SIGNALED COMPLETED'));
    expect(new Set(seen.map(cursorOf)).size).toBe(seen.length);
    await expectResumable(id, seen);
  });

  test('goes through continue-as-new, and from any line on', async () => {
    const { id, workflowId, waits } = await startJourney(2);
    const live = all(timeline().follow(id));
    await waits();
    await arrive(workflowId);
    const whole = await live;
    const leg = ['TIMER_STARTED', 'TIMER_FIRED'];
    const rest = whole.map(kindOf).filter((kind) => kind !== 'SIGNALED' && kind !== 'TIMER_CANCELED');
    expect(rest).toEqual(['STARTED', ...leg, 'CONTINUED', ...leg, 'CONTINUED', ...leg, 'COMPLETED']);
    await expectResumable(id, whole);
  });

  test('goes through resets, of the newest execution and of an earlier one, while followed and afterwards', async () => {
    const { id, workflowId, first, waits } = await startJourney(1);
    const live = all(timeline().follow(id));
    await waits();
    const second = await newestExecution(stack.temporal, id);
    const third = await resetRun(stack.temporal, id);
    await waitFor('the reset', () => told(third));
    await resetRun(stack.temporal, id, { runId: first });
    await waits(2);
    const last = await newestExecution(stack.temporal, id);
    await arrive(workflowId);
    const whole = await live;
    const leg = 'TIMER_STARTED TIMER_FIRED';
    expect(whole.map(kindOf)).toEqual(
      words(`STARTED ${leg} CONTINUED ${leg} TERMINATED TimelineReset ${leg} TERMINATED
        TimelineReset ${leg} CONTINUED ${leg} SIGNALED COMPLETED`),
    );
    expect(whole.filter(({ type }) => type === 'TimelineReset')).toMatchObject([
      { fromRunId: second, fromEvent: 4, place: { runId: third, eventId: 4 } },
      { fromRunId: first, fromEvent: 4 },
    ]);
    expect(whole.at(-1)!.place.runId).toBe(last);
    await expectResumable(id, whole);

    async function told(runId: string) {
      const entries = await first100(id);
      return (
        entries
          .filter(({ place }) => place.runId === runId)
          .map(kindOf)
          .at(-1) === 'TIMER_FIRED'
      );
    }
  });

  test('says that its beginning is forgotten, and goes on with what is left', async () => {
    const { id, workflowId, first, waits } = await startJourney(2);
    await waits();
    const before = await first100(id);
    const { service, namespace, call } = stack.temporal;
    await call(() => service.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId: first } }));
    const [gap] = await waitFor(
      'the deletion',
      async () => {
        const entries = await first100(id);
        return entries[0]?.type === 'TimelineGap' && entries;
      },
      45_000, // Temporal takes 10 s for it
    );
    await arrive(workflowId);
    const whole = await all(timeline().follow(id));
    expect(whole[0]).toEqual(gap);
    const left = before.filter(({ place }) => place.runId !== first);
    expect(whole.slice(1, 1 + left.length)).toEqual(left);
    expect(kindOf(whole.at(-1)!)).toBe('COMPLETED');
    await expectResumable(id, whole);
    for (const { place } of before.filter((entry) => entry.place.runId === first)) {
      expect(await all(timeline().follow(id, encodePlace(place)))).toEqual(whole);
    }
  });

  test('of an unknown run is one error', async () => {
    const id = encodeRunId({ first: randomUUID(), workflowId: 'never-started' });
    for (const unknown of [id, 'x']) {
      const read = async () => all(timeline().follow(unknown));
      await expect(read()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('takes only cursors of its own', async () => {
    const [one, other] = [await startJourney(0), await startJourney(0)];
    const foreign = encodePlace({ runId: other.first, eventId: 1 });
    const unknown = encodePlace({ runId: randomUUID(), eventId: 1 });
    for (const after of ['', 'nonsense', foreign, unknown, `${foreign}=`]) {
      const error = { code: 'INVALID_INPUT', issues: [{ path: ['after'] }] };
      await expect(timeline().page(one.id, 10, after)).rejects.toMatchObject(error);
      await expect((async () => all(timeline().follow(one.id, after)))()).rejects.toMatchObject(error);
    }
    await Promise.all([arrive(one.workflowId), arrive(other.workflowId)]);
  });
});

test('an outage delays the timeline, and loses nothing', { timeout: 60_000 }, async () => {
  const { id, workflowId, waits } = await startJourney(0);
  const query = 'subscription($id: ID!) { timeline(id: $id) { ... on TimelineEvent { kind } } }';
  const kinds: string[] = [];
  const followed = (async () => {
    for await (const { data } of stack.subscribe(query, { id })) {
      kinds.push((data!['timeline'] as { kind: string }).kind);
    }
  })();
  await waits();
  await waitFor('the first lines', () => kinds.length === 3);
  await stack.proxy.cut();
  await arrive(workflowId);
  await stack.temporal.client.workflow.getHandle(workflowId).result();
  await stack.proxy.restore();
  await followed;
  expect(kinds).toEqual(['STARTED', 'TIMER_STARTED', 'TIMER_FIRED', 'SIGNALED', 'COMPLETED']);
});

test('whoever stops reading holds nothing up, and who leaves leaves nothing behind', async () => {
  const services = ownServices(stack);
  const { id, workflowId, waits } = await startJourney(0);
  const entries = services.timeline.follow(id)[Symbol.asyncIterator]();
  await entries.next();
  await waits();
  for (let n = 0; n < 50; n++) await stack.temporal.client.workflow.getHandle(workflowId).signal(`number-${n}`);
  const names: string[] = [];
  while (names.length < 50) {
    const { value } = await entries.next();
    if (value?.type === 'TimelineEvent' && value.kind === 'SIGNALED') names.push(value.name);
  }
  expect(names).toEqual(names.map((_, n) => `number-${n}`));
  const waiting = entries.next();
  await entries.return!();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await arrive(workflowId);
});
