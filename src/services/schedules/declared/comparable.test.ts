import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { probe } from '../../../../test/fixtures/contracts.ts';
import { long } from '../../../../test/long.ts';
import { useStack } from '../../../../test/stack.ts';
import { definitionOf } from '../definition.ts';
import { createSchedules, type Schedules } from '../schedules.ts';
import { overlaps } from '../schedule.ts';
import { startablesOf } from '../startables.ts';
import { comparable } from '../comparable.ts';
import { differences } from './differences.ts';

const stack = useStack({ fixtures: true, worker: false });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});

const rounds = long ? 500 : 25;
const [startable] = startablesOf([probe]) as [ReturnType<typeof startablesOf>[number]];

const range = (least: number, most: number) =>
  fc
    .record({ start: fc.integer({ min: least, max: most }), length: fc.nat(9), step: fc.integer({ min: 1, max: 5 }) })
    .chain(({ start, length, step }) =>
      fc.constantFrom({ start }, { start, end: Math.min(start + length, most) }, { start, end: most, step }),
    );
const ranges = (least: number, most: number) => fc.array(range(least, most), { minLength: 1, maxLength: 3 });
const calendar = fc.record(
  {
    second: ranges(0, 59),
    minute: ranges(0, 59),
    hour: ranges(0, 23),
    dayOfMonth: ranges(1, 31),
    month: ranges(1, 12),
    dayOfWeek: ranges(0, 6),
    year: ranges(2026, 2030),
    comment: fc.constantFrom('for people', '# 1'),
  },
  { requiredKeys: [] },
);
const cron = fc.constantFrom(
  '0 9 * * *',
  '*/5  9-17 * * MON-FRI',
  '@daily',
  '@hourly',
  '0 0 9 1,15 * * 2027',
  '0 9 * * 7',
);
const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
const request = fc.record({
  spec: fc.record(
    {
      cron: fc.array(cron, { minLength: 1, maxLength: 3 }),
      calendars: fc.array(calendar, { maxLength: 2 }),
      exclusions: fc.array(calendar, { maxLength: 2 }),
      intervals: fc.array(fc.record({ every: fc.integer({ min: 60, max: 86_400 }), offset: fc.nat(59) }), {
        maxLength: 2,
      }),
      timeZone: fc.constantFrom('UTC', 'Europe/Amsterdam'),
      jitter: fc.nat(3600),
      startAt: moment,
      endAt: moment.map((at) => new Date(at.getTime() + 400 * 86_400_000)),
    },
    { requiredKeys: ['cron'] },
  ),
  overlap: fc.constantFrom(...overlaps),
  catchUpWindow: fc.integer({ min: 10, max: 86_400 }),
  pauseOnFailure: fc.boolean(),
  labels: fc
    .uniqueArray(fc.constantFrom("o'hara", 'a=b', 'ü %27'), { maxLength: 3 })
    .map((all) => all.map((value, n) => ({ key: `key${n}`, value }))),
});

test('what the server says of a schedule is what was said, however it was put', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(request, async (choices) => {
      const name = `same-${randomUUID()}`;
      const asked = {
        ...choices,
        name,
        paused: true,
        action: { startable, input: { name, more: [{ a: null }, 'ü'] } },
      };
      const made = await schedules.create(asked);
      expect(differences(comparable((await made.details())!), comparable(definitionOf(asked)))).toEqual([]);
      await schedules.remove(name);
    }),
    { numRuns: rounds },
  );
});
