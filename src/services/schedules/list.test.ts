import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { long } from '../../../test/long.ts';
import { newSchedule } from '../../../test/schedules.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { withCalls } from '../../../test/with-calls.ts';
import { createSlots } from '../../platform/slots.ts';
import { inBulk } from './bulk.ts';
import type { ScheduleRequest } from './definition.ts';
import { createSchedules } from './schedules.ts';

const stack = useStack({ fixtures: true, worker: false });
const count = long ? 1000 : 30;
const page = long ? 50 : 20;
const made = (more?: Partial<ScheduleRequest>) => newSchedule(stack, more);
const label = { key: 'many', value: randomUUID() };

/** What is asked of the server, and how much of it at the same time. */
const asked = { lists: 0, descriptions: 0, atOnce: 0, most: 0 };
let schedules: ReturnType<typeof createSchedules>;
beforeAll(
  async () => {
    const { service } = stack.temporal;
    const counted = withCalls(stack.temporal, {
      listSchedules: ((request: Parameters<typeof service.listSchedules>[0]) => {
        asked.lists++;
        return service.listSchedules(request);
      }) as typeof service.listSchedules,
      describeSchedule: (async (request: Parameters<typeof service.describeSchedule>[0]) => {
        asked.descriptions++;
        asked.most = Math.max(asked.most, ++asked.atOnce);
        try {
          return await service.describeSchedule(request);
        } finally {
          asked.atOnce--;
        }
      }) as typeof service.describeSchedule,
    });
    schedules = createSchedules(counted, stack.database);
    // As few at a time as the server answers within a deadline on a machine that others use too.
    const slots = createSlots(4);
    await Promise.all(Array.from({ length: count }, () => slots.run(() => made({ labels: [label] }))));
    await waitFor('all in the list', async () => (await schedules.list({ label }, count)).rows.length === count);
  },
  long ? 600_000 : 60_000,
);

const reset = () => Object.assign(asked, { lists: 0, descriptions: 0, most: 0 });

test(`a page out of ${count} schedules with their next times takes two calls, wherever it is`, async () => {
  let after: string | undefined;
  for (let seen = 0; seen < count;) {
    reset();
    const { rows, hasNextPage } = await schedules.list({ label }, page, after);
    seen += rows.length;
    expect(hasNextPage).toBe(seen < count);
    expect(rows.every(({ node }) => node.next.length === 5 && node.spec.cron.length === 1)).toBe(true);
    // One for the page and one that looks behind it.
    expect(asked).toMatchObject({ lists: hasNextPage ? 2 : expect.any(Number), descriptions: 0 });
    expect(asked.lists).toBeLessThanOrEqual(2);
    after = rows.at(-1)!.cursor;
  }
});

test('what only a description tells takes one call for each schedule, few of them at the same time', async () => {
  const { rows } = await schedules.list({ label }, page);
  reset();
  const ask = ({ node }: (typeof rows)[number]) => [node.details(), node.details()];
  const details = await Promise.all(rows.flatMap(ask));
  expect(details.every((known) => known?.overlap === 'SKIP')).toBe(true);
  expect(asked).toMatchObject({ lists: 0, descriptions: page });
  expect(asked.most).toBeLessThanOrEqual(10);
  expect(asked.most).toBeGreaterThan(1);
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
    // Which of them are paused the server lists later than that they are there, each on its own.
    await waitFor('the paused one', async () => (await namesOf({ paused: true })).join() === names[0]);
    await waitFor('the others', async () => (await namesOf({ paused: false })).length === 4);
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
  expect(outcome).toMatchObject({
    count: 2,
    declared: 1,
    changed: [left.name],
    failures: [{ of: gone.name, code: 'SCHEDULE_NOT_FOUND' }],
  });
  expect(await schedules.get(left.name)).toMatchObject({ paused: true, note: 'all' });
});
