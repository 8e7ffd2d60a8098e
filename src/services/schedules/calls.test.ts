import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { noop } from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { withCalls } from '../../../test/with-calls.ts';
import { createSlots } from '../slots.ts';
import { createSchedules } from './schedules.ts';
import { startablesOf } from './startables.ts';

const stack = useStack({ fixtures: true, worker: false });
const long = process.env['TEST_LONG'] === '1';
const count = long ? 1000 : 30;
const page = long ? 50 : 20;
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
    const action = { startable: startablesOf([noop])[0]!, input: { name: 'x' } };
    const spec = { cron: ['0 9,18 * * *'], timeZone: 'Europe/Amsterdam' };
    const slots = createSlots(10);
    const make = (n: number) => schedules.create({ name: `test-${n}-${randomUUID()}`, action, spec, labels: [label] });
    await Promise.all(Array.from({ length: count }, (_, n) => slots.run(() => make(n))));
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
