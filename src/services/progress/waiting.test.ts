import { describe, expect, test } from 'vitest';
import { nextTimer } from './timers.ts';
import { waitingOf } from './waiting.ts';

type Describe = Parameters<typeof waitingOf>[0];
type Decision = Awaited<ReturnType<Parameters<typeof waitingOf>[1]['openDecision']>>;
type Activity = NonNullable<Describe['pendingActivities']>[number];

const now = 1_000_000_000;
/** So many seconds from now. */
const at = (seconds: number) => ({ seconds: (now / 1000 + seconds) as never });
const date = (seconds: number) => new Date(now + seconds * 1000);
const [SCHEDULED, STARTED] = [1, 2];

const described = (more: object = {}): Describe => ({
  workflowExecutionInfo: { executionTime: at(-60) },
  executionConfig: { taskQueue: { name: 'media' } },
  ...more,
});
const activity = (more: Activity = {}): Activity => ({
  activityType: { name: 'probe.act' },
  state: SCHEDULED,
  attempt: 1,
  scheduledTime: at(-30),
  ...more,
});
const backingOff = activity({
  attempt: 3,
  scheduledTime: at(20),
  maximumAttempts: 7,
  lastFailure: { message: 'no luck' },
});

const ask = (
  run: Describe,
  workers = true,
  asked: string[] = [],
  timer: Date | null = null,
  decision: Decision = null,
) =>
  waitingOf(
    run,
    {
      queueState: (queue, kind) => {
        asked.push(`${kind} ${queue}`);
        return Promise.resolve({ workers, backlog: 12 });
      },
      reportedFailures: (id) => (id === 'killed' ? 2 : null),
      maxAttempts: (type) => (type === 'probe.limited' ? 3 : null),
      messageOf: (failure) => Promise.resolve(failure?.message ?? ''),
      openDecision: () => Promise.resolve(decision),
      nextTimer: () => Promise.resolve(timer),
      planned: 5,
    },
    now,
  );

test.for([
  ['has ended', { workflowExecutionInfo: { closeTime: at(-1) }, pendingActivities: [activity()] }],
  ['has nothing pending', {}],
  ['does something', { pendingActivities: [backingOff, activity({ state: STARTED })] }],
  ['has given a task to the queue just now', { pendingActivities: [activity({ scheduledTime: at(-4) })] }],
  ['thinks', { pendingWorkflowTask: { state: STARTED, scheduledTime: at(-30) } }],
  ['retries at this moment', { pendingActivities: [activity({ attempt: 2, scheduledTime: at(-1) }), backingOff] }],
] as const)('nothing is amiss with a run that %s', async ([, more]) => {
  const asked: string[] = [];
  expect(await ask(described(more), false, asked)).toBeNull();
  expect(asked).toEqual([]);
});

test('a task that nobody takes waits for a worker, of its own queue', async () => {
  const elsewhere = activity({ activityOptions: { taskQueue: { name: 'gpu' } } });
  const asked: string[] = [];
  const expected = { type: 'NoWorkerWaiting', since: date(-30) };
  expect(await ask(described({ pendingActivities: [activity()] }), false, asked)).toEqual({
    ...expected,
    taskQueue: 'media',
  });
  expect(await ask(described({ pendingActivities: [elsewhere] }), false, asked)).toEqual({
    ...expected,
    taskQueue: 'gpu',
  });
  const pendingWorkflowTask = { state: SCHEDULED, scheduledTime: at(-30) };
  expect(await ask(described({ pendingWorkflowTask }), false, asked)).toEqual({ ...expected, taskQueue: 'media' });
  expect(asked).toEqual(['ACTIVITY media', 'ACTIVITY gpu', 'WORKFLOW media']);
});

test('or for a free one', async () => {
  expect(await ask(described({ pendingActivities: [activity(), backingOff] }))).toEqual({
    type: 'QueuedWaiting',
    taskQueue: 'media',
    backlog: 12,
    since: date(-30),
  });
});

test('a repeat that is not due yet says when it is, and why there is one', async () => {
  const later = activity({ attempt: 2, scheduledTime: at(40) });
  const expected = { type: 'BackingOffWaiting', attempt: 2, nextAttemptAt: date(20), lastFailure: 'no luck' };
  expect(await ask(described({ pendingActivities: [later, backingOff] }))).toEqual({ ...expected, maxAttempts: 7 });
  const killed = { ...backingOff, activityId: 'killed', attempt: 9 };
  expect(await ask(described({ pendingActivities: [killed] }))).toMatchObject({ attempt: 2 });
  const limited = { ...backingOff, activityType: { name: 'probe.limited' }, maximumAttempts: 0 };
  expect(await ask(described({ pendingActivities: [limited] }))).toEqual({ ...expected, maxAttempts: 3 });
  expect(await ask(described({ pendingActivities: [{ ...backingOff, maximumAttempts: 0 }] }))).toEqual({
    ...expected,
    maxAttempts: null,
  });
});

test('a pause comes before all else', async () => {
  const more = { workflowExtendedInfo: { pauseInfo: { pausedTime: at(-5) } }, pendingActivities: [activity()] };
  const paused = { executionTime: at(-60), status: 8 };
  expect(await ask(described({ workflowExecutionInfo: paused, ...more }))).toEqual({
    type: 'PausedWaiting',
    since: date(-5),
  });
  expect(await ask(described(more)), 'what is left of one that is over').toMatchObject({ type: 'QueuedWaiting' });
});

test('a delayed start says when it begins', async () => {
  const run = described({ workflowExecutionInfo: { executionTime: at(90) } });
  expect(await ask(run)).toEqual({ type: 'StartDelayWaiting', until: date(90) });
});

test('a run with nothing of its own to do waits for its children, also while it hears of one', async () => {
  const hearing = { pendingWorkflowTask: { state: STARTED, scheduledTime: at(-1) }, pendingChildren: [{}] };
  expect(await ask(described(hearing))).toMatchObject({ type: 'ChildrenWaiting', running: 1 });
  expect(await ask(described({ pendingChildren: [{}, {}] }))).toEqual({
    type: 'ChildrenWaiting',
    running: 2,
    planned: 5,
  });
});

const asked = { id: 'a', name: 'caption', question: 'This one?', openedAt: date(-60), deadline: date(60) };

test('a decision comes before the children and timers that go on beside it, and after work', async () => {
  const deciding = (more: object) => ask(described(more), true, [], date(60), asked);
  const { id: approval, openedAt: since, ...rest } = asked;
  const expected = { type: 'DecisionWaiting', approval, since, ...rest };
  expect(await deciding({})).toEqual(expected);
  expect(await deciding({ pendingChildren: [{}] })).toEqual(expected);
  expect(await deciding({ pendingActivities: [activity({ state: STARTED })] })).toBeNull();
  expect(await deciding({ pendingWorkflowTask: { state: STARTED, scheduledTime: at(-1) } })).toBeNull();
});

const sleeping = (timer: Date) => ask(described({}), true, [], timer);

test('a run with nothing else to do waits for its timer, while that has not fired', async () => {
  expect(await sleeping(date(30))).toEqual({ type: 'TimerWaiting', until: date(30) });
  expect(await sleeping(date(-1))).toBeNull();
});

const started = (eventId: number, seconds: number) => ({
  eventId: eventId as never,
  eventTime: at(0),
  timerStartedEventAttributes: { startToFireTimeout: { seconds: seconds as never, nanos: 500_000_000 } },
});
const fired = (startedEventId: number) => ({
  timerFiredEventAttributes: { startedEventId: startedEventId as never },
});
const cancelled = (startedEventId: number) => ({
  timerCanceledEventAttributes: { startedEventId: startedEventId as never },
});

describe('the next timer', () => {
  test.each([
    ['none', [], null],
    ['the only one', [started(5, 10)], 10.5],
    ['the sooner one', [started(9, 10), started(5, 20)], 10.5],
    ['one that is not over', [cancelled(9), started(9, 10), fired(5), started(5, 5), started(4, 20)], 20.5],
    ['none that is over', [fired(5), started(5, 10)], null],
  ])('is %s', (_which, newestFirst, seconds) => {
    expect(nextTimer(newestFirst)).toEqual(seconds === null ? null : date(seconds));
  });
});
