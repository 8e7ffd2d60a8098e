import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import type { ScheduleRequest } from './definition.ts';
import type { ScheduledRun } from './schedule.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { startablesOf } from './startables.ts';

const stack = useStack({ fixtures: true, env: { TASK_QUEUES: 'media=50' } });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});

const everySecond = { intervals: [{ every: 1 }] };
/** Much longer than the time between two runs. */
const endless = { behaviour: 'WAIT_UNTIL_CANCELLED' };
const slow = { behaviour: 'COUNT_SLOWLY', count: 50 };
const fails = { behaviour: 'FAIL_IN_WORKFLOW' };

/** Makes a schedule that is due every second, and says how to look at it and at the runs it has started, oldest first. */
async function everySecondDoes(input: object, more: Partial<ScheduleRequest>) {
  const { name } = await schedules.create({
    name: `test-${randomUUID()}`,
    action: { startable: startablesOf([probe])[0]!, input: { name: randomUUID(), ...input } },
    spec: everySecond,
    ...more,
  });
  const now = async () => (await (await schedules.get(name))!.details())!;
  return {
    name,
    now,
    until: (what: string, isSo: (known: Awaited<ReturnType<typeof now>>) => boolean) =>
      waitFor(
        what,
        async () => {
          const known = await now();
          return isSo(known) && known;
        },
        30_000,
      ), // a deadline: three runs of 2 s one after the other, five times
    runs: async () => Promise.all((await now()).recent.toReversed().map(runOf)),
  };
}

async function runOf({ key, scheduledAt }: ScheduledRun) {
  const { status, startTime, closeTime } = await stack.temporal.client.workflow
    .getHandle(key.workflowId, key.first)
    .describe();
  return { status: status.name, scheduledAt: +scheduledAt!, startedAt: +startTime, closedAt: +(closeTime ?? NaN) };
}
type SlowRun = Awaited<ReturnType<typeof runOf>>;

const statusesOf = (runs: readonly SlowRun[]) => runs.map(({ status }) => status);
const oneAfterAnother = (runs: readonly SlowRun[]) =>
  runs.slice(1).every(({ startedAt }, index) => startedAt >= runs[index]!.closedAt);

describe.concurrent('a schedule', () => {
  test('whose earlier run still goes on: SKIP lets the time pass', async () => {
    const { name, until, runs } = await everySecondDoes(endless, { overlap: 'SKIP', remainingActions: 2 });
    const { counts, remainingActions } = await until('times that passed', (now) => now.counts.skippedByOverlap >= 2);
    expect(counts).toMatchObject({ started: 1, missed: 0 });
    expect(remainingActions).toBe(1); // what passes is not taken from them
    expect(statusesOf(await runs())).toEqual(['RUNNING']);
    await schedules.remove(name);
  });

  test('whose earlier run still goes on: BUFFER_ONE lets one run wait and further times pass', async () => {
    const { until, runs } = await everySecondDoes(slow, { overlap: 'BUFFER_ONE', remainingActions: 2 });
    const { recent, counts } = await until('the second run', (now) => now.counts.started === 2);
    expect(counts.skippedByOverlap).toBeGreaterThanOrEqual(1);
    expect(+recent[0]!.scheduledAt! - +recent[1]!.scheduledAt!).toBe(1000); // the first that came, not the last
    expect(oneAfterAnother(await runs())).toBe(true);
  });

  test('whose earlier run still goes on: BUFFER_ALL lets every run wait', async () => {
    const few = { ...slow, count: 30 };
    const { until, runs } = await everySecondDoes(few, { overlap: 'BUFFER_ALL', remainingActions: 3 });
    const { counts } = await until('three runs', (now) => now.counts.started === 3);
    expect(counts).toEqual({ started: 3, skippedByOverlap: 0, missed: 0 });
    const all = await runs();
    expect(oneAfterAnother(all)).toBe(true);
    expect(all.map(({ scheduledAt }) => scheduledAt - all[0]!.scheduledAt)).toEqual([0, 1000, 2000]);
  });

  test('whose earlier run still goes on: CANCEL_OTHER cancels it, and starts the new one once it has ended', async () => {
    const { until, runs } = await everySecondDoes(endless, { overlap: 'CANCEL_OTHER', remainingActions: 2 });
    const { counts } = await until('the second run', (now) => now.counts.started === 2);
    expect(counts.skippedByOverlap).toBe(0);
    const all = await runs();
    expect(statusesOf(all)).toEqual(['CANCELLED', 'RUNNING']);
    expect(oneAfterAnother(all)).toBe(true);
  });

  test('whose earlier run still goes on: TERMINATE_OTHER ends it, and starts the new one', async () => {
    const { until, runs } = await everySecondDoes(endless, { overlap: 'TERMINATE_OTHER', remainingActions: 2 });
    const { counts } = await until('the second run', (now) => now.counts.started === 2);
    expect(counts.skippedByOverlap).toBe(0);
    expect(statusesOf(await runs())).toEqual(['TERMINATED', 'RUNNING']);
  });

  test('whose earlier run still goes on: ALLOW_ALL lets them go on side by side', async () => {
    const { until, runs } = await everySecondDoes(endless, { overlap: 'ALLOW_ALL', remainingActions: 3 });
    const { counts } = await until('three runs', (now) => now.counts.started === 3);
    expect(counts.skippedByOverlap).toBe(0);
    expect(statusesOf(await runs())).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
  });

  test('is paused by a run that fails, if it is to be, and says why', async () => {
    const { name, until, now } = await everySecondDoes(fails, { pauseOnFailure: true, note: 'mornings' });
    const { note, counts, recent } = await until('the pause', ({ paused }) => paused);
    expect(note).toBe(`paused due to workflow failure: ${recent[0]!.key.workflowId}: The workflow was told to fail.`);
    const { note: resumed } = await schedules.resume(name, 'once more');
    expect(resumed).toBe('once more');
    await until('another run, and another pause', (then) => then.paused && then.counts.started > counts.started);
    expect((await now()).note).not.toBe('once more');
  });

  test('is not paused by a run that fails, otherwise', async () => {
    const { name, until } = await everySecondDoes(fails, { note: 'mornings' });
    const { paused, note } = await until('further runs', ({ counts }) => counts.started >= 3);
    expect({ paused, note }).toEqual({ paused: false, note: 'mornings' });
    await schedules.remove(name);
  });

  test('is not paused by a run that somebody has ended', async () => {
    const { name, until } = await everySecondDoes(endless, { pauseOnFailure: true });
    const { recent } = await until('a run', ({ counts }) => counts.started === 1);
    await stack.temporal.client.workflow.getHandle(recent[0]!.key.workflowId).terminate();
    const { paused } = await until('the next', ({ counts }) => counts.started === 2);
    expect(paused).toBe(false);
    await schedules.remove(name);
  });

  test('ends with the last of its runs, and can still be triggered', async () => {
    const { name, until } = await everySecondDoes({}, { remainingActions: 2 });
    const { next, counts, recent } = await until('the last', ({ remainingActions }) => remainingActions === 0);
    expect({ next, started: counts.started }).toEqual({ next: [], started: 2 });
    await waitFor('another second', () => Date.now() > +recent[0]!.scheduledAt! + 1000);
    const { run, schedule } = await schedules.trigger(name, 'ALLOW_ALL');
    expect(run).not.toBeNull();
    expect(await schedule.details()).toMatchObject({ remainingActions: 0, counts: { started: 3 } });
  });

  test('ends at its end, and does not begin before its start', async () => {
    const startAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5000);
    const endAt = new Date(+startAt + 2000);
    const { until } = await everySecondDoes({}, { overlap: 'ALLOW_ALL', spec: { ...everySecond, startAt, endAt } });
    const { recent } = await until('its last time', ({ next, counts }) => next.length === 0 && counts.started >= 3);
    const due = recent.map(({ scheduledAt }) => +scheduledAt! - +startAt);
    expect(due).toEqual([2000, 1000, 0]);
  });
});
