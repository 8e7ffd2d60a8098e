import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { withCalls } from '../../../test/with-calls.ts';
import {
  InvalidInputError,
  ScheduleAlreadyExistsError,
  ScheduleConflictError,
  ScheduleNotFoundError,
} from '../../errors.ts';
import { inBulk } from './bulk.ts';
import type { ScheduleRequest } from './definition.ts';
import { throwawayPrefix } from './schedule.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { startablesOf } from './startables.ts';

const stack = useStack({ fixtures: true });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});

const input = (behaviour = 'SUCCEED', more: object = {}) => ({ name: randomUUID(), behaviour, ...more });
const slow = () => input('COUNT_SLOWLY', { count: 100_000 });
const request = (more: Partial<ScheduleRequest> = {}): ScheduleRequest => ({
  name: `test-${randomUUID()}`,
  action: { startable: startablesOf([probe])[0]!, input: input() },
  spec: { cron: ['0 9,18 * * *'], timeZone: 'Europe/Amsterdam' },
  ...more,
});
/** Of a schedule that is made: its name and revision. */
async function made(more: Partial<ScheduleRequest> = {}) {
  const schedule = await schedules.create(request(more), null);
  return { name: schedule.name, revision: (await schedule.details())!.revision };
}

describe('a schedule', () => {
  test('is as it was asked for', async () => {
    const asked = request({
      spec: {
        cron: ['0 9 * * 1-5', '@daily'],
        calendars: [{ hour: [{ start: 0 }], dayOfWeek: [{ start: 0 }], comment: 'sundays' }],
        intervals: [{ every: 3600, offset: 60 }],
        exclusions: [{ month: [{ start: 12 }], dayOfMonth: [{ start: 25, end: 26 }] }],
        timeZone: 'America/New_York',
        jitter: 30,
        startAt: new Date('2026-01-01T00:00:00Z'),
        endAt: new Date('2200-01-01T00:00:00Z'),
      },
      overlap: 'BUFFER_ONE',
      catchUpWindow: 3600,
      pauseOnFailure: true,
      remainingActions: 7,
      paused: true,
      note: 'holidays',
      labels: [{ key: 'brand', value: "o'hara" }],
    });
    const { name } = await schedules.create(asked, 'key:1');
    const known = (await (await schedules.get(name))!.details())!;
    const { action, spec, ...rest } = asked;
    expect(known).toMatchObject({ ...rest, workflow: 'probe', createdBy: 'key:1' });
    expect(known.action).toEqual({ workflow: 'probe', taskQueue: probe.taskQueue, input: action.input });
    expect(known.spec).toMatchObject({
      ...spec,
      calendars: [
        { hour: [{ start: 0, end: 0, step: 1 }], dayOfWeek: [{ start: 0, end: 0, step: 1 }], comment: 'sundays' },
      ],
      exclusions: [{ month: [{ start: 12, end: 12, step: 1 }], dayOfMonth: [{ start: 25, end: 26, step: 1 }] }],
    });
    expect(known.counts).toEqual({ started: 0, skippedByOverlap: 0, missed: 0 });
  });

  test('with what is left out has defaults that do no harm', async () => {
    const { name } = await made();
    const known = (await (await schedules.get(name))!.details())!;
    expect(known).toMatchObject({
      overlap: 'SKIP',
      catchUpWindow: 600,
      pauseOnFailure: false,
      remainingActions: null,
      paused: false,
      note: '',
      labels: [],
    });
    expect(known.next).toHaveLength(10);
    const hours = new Set(known.next.map((time) => time.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam' })));
    expect(hours).toEqual(new Set(['09:00:00', '18:00:00']));
  });

  test.each<[string, Partial<ScheduleRequest>, string[]]>([
    ['a name', { name: 'a b' }, ['name']],
    ['a name of previews', { name: `${throwawayPrefix}1` }, ['name']],
    [
      'a comment that looks like ours',
      { spec: { calendars: [{ comment: 'cron 0 9 * * *' }] } },
      ['spec', 'calendars', '0', 'comment'],
    ],
    ['a note', { note: 'é'.repeat(501) }, ['note']],
    ['labels', { labels: Array.from('12345678', (key) => ({ key, value: 'x'.repeat(255) })) }, ['labels']],
    ['no time', { spec: {} }, ['spec', 'cron']],
    ['a cron expression', { spec: { cron: ['0 9 * *'] } }, ['spec', 'cron', '0']],
    [
      'a cron expression that only the server knows to be wrong',
      { spec: { cron: ['0 9 * * *', '61 9 * * *'] } },
      ['spec', 'cron', '1'],
    ],
    ['a day that never comes', { spec: { cron: ['0 9 30 2 *'] } }, ['spec']],
    [
      'an end that has passed',
      { spec: { cron: ['@daily'], endAt: new Date('2020-01-01T00:00:00Z') } },
      ['spec', 'endAt'],
    ],
    [
      'a time zone that only the server refuses',
      { spec: { cron: ['@daily'], timeZone: 'us/eastern' } },
      ['spec', 'timeZone'],
    ],
    ['a time zone', { spec: { cron: ['@daily'], timeZone: 'Mars/Olympus' } }, ['spec', 'timeZone']],
    ['an hour', { spec: { calendars: [{ hour: [{ start: 24 }] }] } }, ['spec', 'calendars', '0', 'hour', '0', 'start']],
    ['an exclusion of everything', { spec: { cron: ['@daily'], exclusions: [{}] } }, ['spec', 'exclusions', '0']],
    ['a window', { catchUpWindow: 1 }, ['catchUpWindow']],
    ['a label', { labels: [{ key: 'a b', value: '' }] }, ['labels', '0', 'key']],
    [
      'an input',
      { action: { startable: startablesOf([probe])[0]!, input: { name: 'x', behaviour: 'NO_SUCH' } } },
      ['action', 'probe', 'behaviour'],
    ],
  ])('is refused for %s that is wrong, which is named', async (_what, more, path) => {
    const refused = schedules.create(request(more), null);
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toMatchObject({ issues: [{ path }] });
  });

  test('is made once', async () => {
    const asked = request();
    await schedules.create(asked, null);
    await expect(schedules.create(asked, null)).rejects.toThrow(ScheduleAlreadyExistsError);
  });

  test('that is not there is not found, whatever is to be done', async () => {
    const name = 'never';
    expect(await schedules.get(name)).toBeNull();
    const attempts = [
      () => schedules.update(name, '', { note: 'x' }),
      () => schedules.remove(name),
      () => schedules.pause(name, ''),
      () => schedules.resume(name, ''),
      () => schedules.trigger(name),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(ScheduleNotFoundError);
  });

  test('that was removed is gone, and one of the same name is another one', async () => {
    const { name, revision } = await made();
    await schedules.remove(name);
    expect(await schedules.get(name)).toBeNull();
    await made({ name });
    await expect(schedules.update(name, revision, { note: 'x' })).rejects.toThrow(ScheduleConflictError);
  });

  test('takes no note that the server would not keep, whoever gives it', async () => {
    const { name } = await made();
    const note = 'x'.repeat(1001);
    for (const refused of [schedules.pause(name, note), schedules.resume(name, note)]) {
      await expect(refused).rejects.toMatchObject({ issues: [{ path: ['note'] }] });
    }
  });

  test('that another program has made keeps what the API does not know', async () => {
    const name = `test-${randomUUID()}`;
    const { service, namespace, encode } = stack.temporal;
    const [value] = await encode(['theirs']);
    await service.createSchedule({
      namespace,
      scheduleId: name,
      requestId: randomUUID(),
      schedule: {
        spec: { interval: [{ interval: { seconds: 3600 as never } }] },
        state: { paused: true },
        policies: { keepOriginalWorkflowId: true },
        action: {
          startWorkflow: {
            workflowId: `${name}-own`,
            workflowType: { name: 'probe' },
            taskQueue: { name: 'media' },
            workflowExecutionTimeout: { seconds: 777 as never },
            retryPolicy: { maximumAttempts: 3 },
            memo: { fields: { theirs: value! } },
          },
        },
      },
    });
    const revisionOf = async () => (await (await schedules.get(name))!.details())!.revision;
    await schedules.update(name, await revisionOf(), { note: 'mine', labels: [{ key: 'brand', value: 'one' }] });
    const described = async () => (await service.describeSchedule({ namespace, scheduleId: name })).schedule!;
    const { action, policies } = await described();
    expect(policies!.keepOriginalWorkflowId).toBe(true);
    expect(action!.startWorkflow).toMatchObject({
      workflowId: `${name}-own`,
      retryPolicy: { maximumAttempts: 3 },
      memo: { fields: { theirs: expect.anything() as unknown } },
    });
    expect(Number(action!.startWorkflow!.workflowExecutionTimeout!.seconds)).toBe(777);
    expect(action!.startWorkflow!.searchAttributes!.indexedFields).toHaveProperty('TempographLabels');

    await schedules.update(name, await revisionOf(), { labels: [] });
    const { startWorkflow } = (await described()).action!;
    expect(startWorkflow!.searchAttributes!.indexedFields).not.toHaveProperty('TempographLabels');
    // What has run is known by the beginning of its ids.
    await schedules.update(name, await revisionOf(), { action: request().action });
    expect((await described()).action!.startWorkflow).toMatchObject({ workflowId: `${name}-own` });
  });

  test('that several people trigger at once starts a run for each of them', async () => {
    const { name } = await made({ overlap: 'ALLOW_ALL', paused: true });
    const triggered = await Promise.all([1, 2, 3].map(() => schedules.trigger(name)));
    expect(new Set(triggered.map(({ run }) => run?.key.workflowId)).size).toBe(3);
  });
});

describe('a change', () => {
  test('changes what it says and leaves the rest', async () => {
    const { name, revision } = await made({ note: 'before', labels: [{ key: 'a', value: 'b' }], remainingActions: 5 });
    const changed = await schedules.update(name, revision, { spec: { cron: ['0 10 * * *'] }, remainingActions: null });
    const known = (await changed.details())!;
    expect(known).toMatchObject({ note: 'before', labels: [{ key: 'a', value: 'b' }], remainingActions: null });
    expect(known.spec).toMatchObject({ cron: ['0 10 * * *'], calendars: [], intervals: [], timeZone: 'UTC' });
    expect(known.revision).not.toBe(revision);
    const again = await schedules.update(name, known.revision, { note: 'after' });
    expect((await again.details())!.spec).toEqual(known.spec);
  });

  test('that changes nothing leaves the revision as it is', async () => {
    const asked = request({
      spec: { cron: ['0 9 * * *'], startAt: new Date('2026-01-01T00:00:00Z') },
      note: 'x',
      remainingActions: 5,
      labels: [{ key: 'a', value: 'b' }],
    });
    const { revision } = (await (await schedules.create(asked)).details())!;
    const { name, paused: _paused, ...same } = asked;
    for (const changes of [{}, same]) {
      const { revision: after } = (await (await schedules.update(name, revision, changes)).details())!;
      expect(after).toBe(revision);
    }
    const changed = await schedules.update(name, revision, { ...same, remainingActions: 4 });
    expect((await changed.details())!.revision).not.toBe(revision);
  });

  test('of what somebody has changed since is refused', async () => {
    const { name, revision } = await made();
    await schedules.pause(name, 'wait');
    await expect(schedules.update(name, revision, { note: 'x' })).rejects.toThrow(ScheduleConflictError);
    expect(await schedules.get(name)).toMatchObject({ note: 'wait', paused: true });
  });

  test('of two at the same moment is made by one, and nothing is lost', async () => {
    const { name, revision } = await made();
    const writers = 5;
    const { service } = stack.temporal;
    let [ready, allReady] = [0, () => {}];
    const all = new Promise<void>((resolve) => (allReady = resolve));
    // Every one of them has seen the revision that it expects before the first one writes.
    const together = withCalls(stack.temporal, {
      updateSchedule: (async (request: Parameters<typeof service.updateSchedule>[0]) => {
        if (++ready === writers) allReady();
        await all;
        return service.updateSchedule(request);
      }) as typeof service.updateSchedule,
    });
    const update = (n: number) =>
      createSchedules(together, stack.database).update(name, revision, { note: `writer ${n}` });
    const outcomes = await Promise.allSettled(Array.from({ length: writers }, (_, n) => update(n)));
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.note] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(winners).toHaveLength(1);
    expect(refused.every((reason) => reason instanceof ScheduleConflictError)).toBe(true);
    expect(ready).toBe(writers);
    expect((await schedules.get(name))!.note).toBe(winners[0]);
  });
});

describe('a list', () => {
  test('has pages, and is narrowed by workflow, label and pause', async () => {
    const label = { key: 'list', value: randomUUID() };
    const names = await Promise.all(
      Array.from({ length: 5 }, async (_, n) => (await made({ labels: [label], paused: n === 0 })).name),
    );
    await waitFor('all in the list', async () => (await schedules.list({ label }, 10)).rows.length === 5);
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const { rows, hasNextPage } = await schedules.list({ label }, 2, after);
      seen.push(...rows.map(({ node }) => node.name));
      after = rows.at(-1)!.cursor;
      if (!hasNextPage) break;
    }
    expect(seen.toSorted()).toEqual(names.toSorted());
    const namesOf = async (filter: object) =>
      (await schedules.list({ label, ...filter }, 10)).rows.map(({ node }) => node.name);
    await waitFor('the paused one', async () => (await namesOf({ paused: true })).length === 1);
    expect(await namesOf({ paused: true })).toEqual([names[0]]);
    expect(await namesOf({ paused: false })).toHaveLength(4);
    expect(await namesOf({ workflow: 'probe' })).toHaveLength(5);
    expect(await namesOf({ workflow: 'chain' })).toEqual([]);
    expect(await namesOf({ workflows: ['chain', 'probe'] })).toHaveLength(5);
    const { node: schedule } = (await schedules.list({ label }, 1)).rows[0]!;
    expect(schedule).toMatchObject({ workflow: 'probe', labels: [label], spec: { cron: ['0 9,18 * * *'] } });
    expect(schedule.next).toHaveLength(5);
    expect((await schedule.details())!.next).toHaveLength(10);
  });
});

test('what nothing can be done to is named, and the rest is done', async () => {
  const label = { key: 'list', value: randomUUID() };
  const declared = { owner: 'a-file', applied: null };
  const [gone, left] = [await made({ labels: [label] }), await made({ labels: [label], declared })];
  await waitFor('both in the list', async () => (await schedules.list({ label }, 10)).rows.length === 2);
  const outcome = await inBulk(schedules, { label }, false, async ({ name }) => {
    if (name === gone.name) await schedules.remove(name);
    await schedules.pause(name, 'all');
  });
  expect(outcome).toMatchObject({ count: 2, declared: 1, failures: [{ name: gone.name, code: 'SCHEDULE_NOT_FOUND' }] });
  expect(await schedules.get(left.name)).toMatchObject({ paused: true, note: 'all' });
});

test('a schedule is paused and resumed, with words or without', async () => {
  const { name } = await made();
  expect(await schedules.pause(name, '')).toMatchObject({ paused: true, note: 'Paused' });
  expect(await schedules.resume(name, '')).toMatchObject({ paused: false, note: 'Resumed' });
  expect(await schedules.pause(name, 'vacation')).toMatchObject({ paused: true, note: 'vacation' });
  expect(await schedules.pause(name, ''), 'what people have said stays').toMatchObject({ note: 'vacation' });
  expect(await schedules.resume(name, '')).toMatchObject({ paused: false, note: 'vacation' });
  expect(await schedules.resume(name, 'go')).toMatchObject({ paused: false, note: 'go' });
});

describe('a run that is triggered', () => {
  test('is started by the schedule, also while it is paused, and is known by it', async () => {
    const { name } = await made({ paused: true, labels: [{ key: 'a', value: 'b' }] });
    const { run } = await schedules.trigger(name);
    expect(run?.key.workflowId).toMatch(new RegExp(`^${name}-\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$`));
    const details = (await (await schedules.get(name))!.details())!;
    expect(details.recent).toEqual([run]);
    expect(details.counts.started).toBe(1);
  });

  test('is another one each time, however soon after the last', async () => {
    const { name } = await made({ overlap: 'ALLOW_ALL' });
    const runs = [await schedules.trigger(name), await schedules.trigger(name), await schedules.trigger(name)];
    expect(new Set(runs.map(({ run }) => run?.key.first)).size).toBe(3);
    expect(runs.every(({ run }) => run)).toBe(true);
  });

  test('keeps to the policy of its schedule, unless another is given', { timeout: 30_000 }, async () => {
    const { name } = await made({ action: { startable: startablesOf([probe])[0]!, input: slow() }, overlap: 'SKIP' });
    const { run: first } = await schedules.trigger(name);
    expect(first).not.toBeNull();
    const { run: second, schedule } = await schedules.trigger(name);
    expect(second).toBeNull();
    expect((await schedule.details())!.counts.skippedByOverlap).toBe(1);
    const { run: third } = await schedules.trigger(name, 'TERMINATE_OTHER');
    expect(third).not.toBeNull();
    await waitFor('the end of the first', async () => {
      const { status } = await stack.temporal.client.workflow
        .getHandle(first!.key.workflowId, first!.key.first)
        .describe();
      return status.name === 'TERMINATED';
    });
  });
});
