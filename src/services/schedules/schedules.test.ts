import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../../../test/fixtures/contracts.ts';
import { newSchedule, scheduleRequest } from '../../../test/schedules.ts';
import { useStack } from '../../../test/stack.ts';
import {
  InvalidInputError,
  ScheduleAlreadyExistsError,
  ScheduleConflictError,
  ScheduleNotFoundError,
} from '../../errors.ts';
import type { ScheduleRequest } from './definition.ts';
import { noteUse } from './first-use.ts';
import { throwawayPrefix } from './schedule.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { startablesOf } from './startables.ts';

const stack = useStack({ fixtures: true, worker: false });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});

const made = (more?: Partial<ScheduleRequest>) => newSchedule(stack, more);
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describe('a schedule', () => {
  test('is as it was asked for', async () => {
    const asked = scheduleRequest({
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
    const refused = schedules.create(scheduleRequest(more), null);
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toMatchObject({ issues: [{ path }] });
  });

  test('is made once', async () => {
    const asked = scheduleRequest();
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
    await schedules.update(name, await revisionOf(), { action: scheduleRequest().action });
    expect((await described()).action!.startWorkflow).toMatchObject({ workflowId: `${name}-own` });
  });
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

test('the earliest use of a name is remembered, whatever is noted later', async () => {
  const name = randomUUID();
  expect(await noteUse(stack.database, name, day(5))).toEqual(day(5));
  expect(await noteUse(stack.database, name, day(9))).toEqual(day(5));
  expect(await noteUse(stack.database, name, day(2))).toEqual(day(2));
});

test('the name of a schedule is in use since it was made first, also when it was deleted and made again', async () => {
  const asked = scheduleRequest();
  const before = new Date();
  await schedules.create(asked);
  const between = new Date();
  await schedules.remove(asked.name);
  await schedules.create(asked);
  const first = await noteUse(stack.database, asked.name);
  expect(+first).toBeGreaterThanOrEqual(+before);
  expect(+first).toBeLessThanOrEqual(+between);
});
