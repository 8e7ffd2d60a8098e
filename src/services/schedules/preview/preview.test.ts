import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../../../../test/fixtures/contracts.ts';
import { useStack } from '../../../../test/stack.ts';
import { waitFor } from '../../../../test/wait-for.ts';
import { withCalls } from '../../../../test/with-calls.ts';
import { InvalidInputError, ScheduleNotFoundError, ServiceUnavailableError } from '../../../errors.ts';
import { createLog } from '../../../platform/log.ts';
import { createSchedules, type Schedules } from '../schedules.ts';
import type { ScheduleSpecInput } from '../spec.ts';
import { startablesOf } from '../startables.ts';
import { createPreview } from './preview.ts';
import { removeThrowaways } from '../throwaway.ts';
import { throwawayPrefix } from '../schedule.ts';

const stack = useStack({ fixtures: true, worker: false });
let schedules: Schedules;
let preview: ReturnType<typeof createPreview>;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
  preview = createPreview(stack.temporal, schedules);
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const make = (spec: ScheduleSpecInput, label?: { key: string; value: string }) =>
  schedules.create({
    name: `test-${randomUUID()}`,
    action: { startable: startablesOf([probe])[0]!, input: { name: 'x', behaviour: 'SUCCEED' } },
    spec,
    labels: label ? [label] : [],
  });
const throwaways = async () => {
  const { service, namespace, call } = stack.temporal;
  const query = `ScheduleId STARTS_WITH '${throwawayPrefix}'`;
  const { schedules: found } = await call(() => service.listSchedules({ namespace, maximumPageSize: 10, query }));
  return found.length;
};

test('times are told in UTC and by the clock on the wall, all of them counted', async () => {
  const spec = { cron: ['0 9,18 * * *'], timeZone: 'Europe/Amsterdam' };
  const range = { from: day('2027-03-27'), to: day('2027-03-30') };
  const { times, ...rest } = await preview({ spec, ...range, first: 4 });
  expect(times.map(({ local }) => local)).toEqual([
    '2027-03-27T09:00:00+01:00',
    '2027-03-27T18:00:00+01:00',
    '2027-03-28T09:00:00+02:00',
    '2027-03-28T18:00:00+02:00',
  ]);
  expect(times[2]!.at).toEqual(new Date('2027-03-28T07:00:00Z'));
  expect(rest).toEqual({ count: 6, complete: true, warnings: [], collisions: [], collisionsComplete: true });
  await waitFor('nothing left behind', async () => (await throwaways()) === 0);
});

test('holidays are left out by their days', async () => {
  const exclusions = [{ month: [{ start: 12 }], dayOfMonth: [{ start: 25, end: 26 }] }];
  const range = { from: day('2027-12-24'), to: day('2027-12-28') };
  const { times } = await preview({ spec: { cron: ['0 9,18 * * *'], exclusions }, ...range });
  expect(times.map(({ local }) => local.slice(0, 13))).toEqual([
    '2027-12-24T09',
    '2027-12-24T18',
    '2027-12-27T09',
    '2027-12-27T18',
  ]);
});

test('a schedule that is there is looked at as it is', async () => {
  const { name } = await make({ cron: ['@daily'] });
  const { count, times } = await preview({ name, from: day('2027-01-01'), to: day('2027-12-31') });
  expect([count, times.length]).toEqual([365, 50]);
  await expect(preview({ name: 'never' })).rejects.toThrow(ScheduleNotFoundError);
});

test('more times than anyone counts are said to be more', async () => {
  const { count, complete } = await preview({
    spec: { intervals: [{ every: 60 }] },
    from: day('2027-01-01'),
    to: day('2027-01-15'),
  });
  expect({ count, complete }).toEqual({ count: 10_000, complete: false });
});

describe('a clock change', () => {
  test.each<[string, string, string, string, object[]]>([
    [
      'takes a time away',
      'Europe/Amsterdam',
      '30 2 * * *',
      '2027-03-28',
      [{ effect: 'SKIPPED', local: '2027-03-28T02:30:00' }],
    ],
    [
      'gives a time twice',
      'Europe/Amsterdam',
      '30 2 * * *',
      '2027-10-31',
      [{ effect: 'ONCE', local: '2027-10-31T02:30:00' }],
    ],
    [
      'moves the clock by half an hour',
      'Australia/Lord_Howe',
      '15 2 * * *',
      '2027-10-02',
      [{ effect: 'MOVED', local: '2027-10-03T02:15:00' }],
    ],
    ['is far from all times', 'Europe/Amsterdam', '0 9 * * *', '2027-10-31', []],
  ])('that %s in %s is told for %s', async (_what, timeZone, cron, date, expected) => {
    const from = day(date);
    const { warnings } = await preview({
      spec: { cron: [cron], timeZone },
      from: new Date(+from - 86_400_000),
      to: new Date(+from + 2 * 86_400_000),
    });
    expect(warnings).toMatchObject(expected);
    expect(warnings).toHaveLength(expected.length);
  });

  test('is told with the runs that the server really starts', async () => {
    const { times, warnings } = await preview({
      spec: { cron: ['30 * * * *'], timeZone: 'Europe/Amsterdam' },
      from: day('2026-10-25'),
      to: new Date('2026-10-25T04:00:00Z'),
    });
    const [warning] = warnings;
    expect(warning).toMatchObject({ effect: 'ONCE', local: '2026-10-25T02:30:00' });
    expect(times.map(({ at }) => +at)).toContain(+warning!.runs[0]!);
  });
});

test('other schedules of a label that are due too soon before or after are told', async () => {
  const label = { key: 'channel', value: randomUUID() };
  const other = await make({ cron: ['10 9 * * *'] }, label);
  const far = await make({ cron: ['0 15 * * *'] }, label);
  await waitFor('both in the list', async () => (await schedules.list({ label, paused: false }, 5)).rows.length === 2);
  const { collisions, collisionsComplete } = await preview({
    spec: { cron: ['0 9 * * *'] },
    from: day('2027-01-01'),
    to: day('2027-01-03'),
    collisions: { label, within: 900 },
  });
  expect(collisions).toEqual([
    { at: new Date('2027-01-01T09:00:00Z'), name: other.name, otherAt: new Date('2027-01-01T09:10:00Z') },
    { at: new Date('2027-01-02T09:00:00Z'), name: other.name, otherAt: new Date('2027-01-02T09:10:00Z') },
  ]);
  expect(collisions.some(({ name }) => name === far.name)).toBe(false);
  expect(collisionsComplete).toBe(true);
  await make({ intervals: [{ every: 1 }] }, label);
  await waitFor(
    'the third in the list',
    async () => (await schedules.list({ label, paused: false }, 5)).rows.length === 3,
  );
  const busy = { spec: { cron: ['0 9 * * *'] }, from: day('2027-01-01'), to: day('2027-01-03') };
  expect(await preview({ ...busy, collisions: { label, within: 1 } })).toMatchObject({ collisionsComplete: false });
});

test.each([
  ['a spec', { spec: {} }, ['spec', 'cron']],
  ['a cron expression that only the server reads', { spec: { cron: ['99 * * * *'] } }, ['spec', 'cron', '0']],
  [
    'an end before the beginning',
    { spec: { cron: ['@daily'] }, from: day('2027-01-02'), to: day('2027-01-01') },
    ['to'],
  ],
  ['a range', { spec: { cron: ['@daily'] }, from: day('2027-01-02'), to: day('2037-01-01') }, ['to']],
  [
    'a distance',
    { spec: { cron: ['@daily'] }, collisions: { label: { key: 'a', value: 'b' }, within: 999_999 } },
    ['collisions', 'within'],
  ],
  ['a number', { spec: { cron: ['@daily'] }, first: 0 }, ['first']],
])('%s that is wrong is named', async (_what, request, path) => {
  const refused = preview(request);
  await expect(refused).rejects.toThrow(InvalidInputError);
  await expect(refused).rejects.toMatchObject({ issues: [{ path }] });
});

test('a server that answers too late leaves nothing behind', async () => {
  const { service } = stack.temporal;
  const late = withCalls(stack.temporal, {
    createSchedule: (async (request: Parameters<typeof service.createSchedule>[0]) => {
      await service.createSchedule(request);
      throw new ServiceUnavailableError('Temporal');
    }) as never,
    deleteSchedule: (async (request: Parameters<typeof service.deleteSchedule>[0]) => {
      deleted.push(request.scheduleId ?? '');
      return service.deleteSchedule(request);
    }) as typeof service.deleteSchedule,
  });
  const deleted: string[] = [];
  const refused = createPreview(late, schedules)({ spec: { cron: ['@daily'] } });
  await expect(refused).rejects.toThrow(ServiceUnavailableError);
  expect(deleted).toHaveLength(1);
  await expect(
    service.describeSchedule({ namespace: stack.temporal.namespace, scheduleId: deleted[0]! }),
  ).rejects.toThrow(/not found/);
});

test('what a process has left behind that died is removed, and is in no list', async () => {
  const { service, namespace } = stack.temporal;
  const names = [0, 3_600_000].map((age) => `${throwawayPrefix}${Date.now() - age}-${randomUUID()}`);
  const action = { startWorkflow: { workflowId: 'x', workflowType: { name: 'none' }, taskQueue: { name: 'none' } } };
  for (const scheduleId of names) {
    await service.createSchedule({
      namespace,
      scheduleId,
      requestId: randomUUID(),
      schedule: { action, state: { paused: true } },
    });
  }
  await waitFor('both', async () => (await throwaways()) === 2);
  const { rows } = await schedules.list({}, 100);
  expect(rows.filter(({ node }) => node.name.startsWith(throwawayPrefix))).toEqual([]);
  await removeThrowaways(stack.temporal, createLog('silent'));
  await waitFor('the old one to be gone', async () => (await throwaways()) === 1);
});
