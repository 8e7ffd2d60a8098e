import { Cron } from 'croner';
import fc from 'fast-check';
import { Temporal as Dates } from 'temporal-polyfill';
import { beforeAll, expect, test } from 'vitest';
import { long } from '../../../../test/long.ts';
import { useStack } from '../../../../test/stack.ts';
import type { Calendar, Range, ScheduleSpecInput } from '../spec.ts';
import { clockChanges, wallClock } from './clock-changes.ts';
import { createPreview, type PreviewSchedule } from './preview.ts';

const stack = useStack({ fixtures: true, worker: false });
let preview: PreviewSchedule;
beforeAll(() => {
  preview = createPreview(stack.temporal, { get: async () => null });
});

const hour = 3600_000;
const day = 24 * hour;
const specs = long ? 1000 : 25;
const told = 500;

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** One field of a cron expression: any, a number or its name, a range, a list, or steps of all, of a range or from a number. */
const field = (least: number, most: number, names: readonly string[] = []) => {
  const number = fc.integer({ min: least, max: most });
  const text = fc.tuple(number, fc.boolean()).map(([value, named]) => (named && names[value - least]) || String(value));
  const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 2, max: Math.min(9, most) });
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: text },
    range,
    fc.uniqueArray(fc.oneof(text, range), { minLength: 2, maxLength: 4 }).map((list) => list.join(',')),
    step.map((size) => `*/${size}`),
    fc.tuple(range, step).map(([part, size]) => `${part}/${size}`),
  );
};
const expression = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12, monthNames), field(0, 6, dayNames))
  .map((fields) => fields.join(' '));

const ranges = (least: number, most: number) => {
  const number = fc.integer({ min: least, max: most });
  const one = fc
    .tuple(number, number, fc.integer({ min: 1, max: 5 }))
    .map(([a, b, step]): Range => ({ start: Math.min(a, b), end: Math.max(a, b), step }));
  return fc.array(one, { minLength: 1, maxLength: 2 });
};
/** By whole minutes, as expressions of five fields are. */
const calendar = (parts: 'times' | 'days') =>
  fc.record(
    {
      ...(parts === 'times' && { minute: ranges(0, 59) }),
      hour: ranges(0, 23),
      dayOfMonth: ranges(1, 31),
      month: ranges(1, 12),
      dayOfWeek: ranges(0, 6),
    },
    { requiredKeys: parts === 'times' ? ['minute', 'hour'] : [] },
  ) as fc.Arbitrary<Calendar>;

interface Question {
  spec: ScheduleSpecInput & { timeZone: string };
  from: Date;
  to: Date;
}
const zone = fc.constantFrom('UTC', 'Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
const begin = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const days = fc.integer({ min: 1, max: 40 });
const limits = fc.tuple(fc.option(days), fc.option(days)).filter(([a, b]) => a === null || b === null || a < b);
const question: fc.Arbitrary<Question> = fc
  .record({
    cron: fc.array(expression, { maxLength: 2 }),
    calendars: fc.array(calendar('times'), { maxLength: 1 }),
    intervals: fc.array(
      fc
        .tuple(fc.integer({ min: 20, max: 3 * 1440 }), fc.nat(20 * 60 - 1))
        .map(([minutes, offset]) => ({ every: minutes * 60, offset })),
      { maxLength: 1 },
    ),
    exclusions: fc.array(
      calendar('days').filter((one) => Object.keys(one).length > 0),
      { maxLength: 1 },
    ),
    timeZone: zone,
    limits,
    from: begin,
  })
  .filter(({ cron, calendars, intervals }) => cron.length + calendars.length + intervals.length > 0)
  .map(({ limits: [start, end], from, ...spec }) => ({
    spec: {
      ...spec,
      startAt: start === null ? null : wholeSecond(+from + start * day),
      endAt: end === null ? null : wholeSecond(+from + end * day),
    },
    from,
    to: new Date(+from + 40 * day),
  }));

const wholeSecond = (ms: number) => new Date(Math.floor(ms / 1000) * 1000);

test(
  'the server expands specs as an independent library does, away from clock changes',
  { timeout: 600_000 },
  async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(question, async ({ spec, from, to }) => {
        const changes = clockChanges(spec.timeZone, new Date(+from - day), new Date(+to + day), 10);
        const isOrdinary = (at: Date) => changes.every((change) => Math.abs(+at - +change.at) > 3 * hour);
        const { times } = await preview({ spec, from, to, first: told });
        const last = times.length === told ? times.at(-1)!.at : to;
        const ordinary = times.map(({ at }) => at).filter(isOrdinary);
        const expected = expand({ spec, from, to: last }).filter(isOrdinary);
        compared += Number(expected.length > 0);
        expect(ordinary.map((at) => at.toISOString())).toEqual(expected.map((at) => at.toISOString()));
      }),
      { numRuns: specs },
    );
    expect(compared).toBeGreaterThan(specs / 5); // not two empty lists nearly every time
  },
);

/** The times of a spec as croner has them, and arithmetic for what it does not know: intervals, exclusions and limits. */
function expand({ spec, from, to }: Question): Date[] {
  const { cron = [], calendars = [], intervals = [], exclusions = [], timeZone, startAt, endAt } = spec;
  const patterns = [...cron, ...calendars.map(asPattern)];
  const limited = { from: new Date(Math.max(+from, +(startAt ?? from))), to: new Date(Math.min(+to, +(endAt ?? to))) };
  const times = new Set(
    [
      ...patterns.flatMap((pattern) => library(pattern, timeZone, limited)),
      ...intervals.flatMap((one) => arithmetic(one, limited)),
    ].map(Number),
  );
  const isExcluded = (at: Date) => exclusions.some((one) => matches(one, wallClock(at, timeZone)));
  return [...times]
    .toSorted((a, b) => a - b)
    .map((ms) => new Date(ms))
    .filter((at) => !isExcluded(at));
}

function library(pattern: string, timezone: string, { from, to }: { from: Date; to: Date }): Date[] {
  // Both days have to match, as they have to for the server; classic cron takes either.
  const cron = new Cron(pattern, { timezone, domAndDow: true, paused: true });
  const times: Date[] = [];
  let at = cron.nextRun(new Date((Math.ceil(+from / 1000) - 1) * 1000));
  for (; at && at <= to; at = cron.nextRun(at)) times.push(at);
  return times;
}

function arithmetic(
  { every, offset }: { every: number; offset?: number | null | undefined },
  { from, to }: { from: Date; to: Date },
): Date[] {
  const times: Date[] = [];
  const phase = (offset ?? 0) * 1000;
  let ms = Math.ceil((+from - phase) / (every * 1000)) * every * 1000 + phase;
  for (; ms <= +to; ms += every * 1000) times.push(new Date(ms));
  return times;
}

const asPattern = ({ minute, hour: hours, dayOfMonth, month, dayOfWeek }: Calendar) =>
  [minute ?? [{ start: 0 }], hours ?? [{ start: 0 }], dayOfMonth, month, dayOfWeek]
    .map((list) => list?.map(({ start, end, step }) => `${start}-${end ?? start}/${step ?? 1}`).join(',') ?? '*')
    .join(' ');

const matches = (one: Calendar, clock: Dates.PlainDateTime) =>
  has(one.second, clock.second) &&
  has(one.minute, clock.minute) &&
  has(one.hour, clock.hour) &&
  has(one.dayOfMonth, clock.day) &&
  has(one.month, clock.month) &&
  has(one.dayOfWeek, clock.dayOfWeek % 7);

const has = (list: readonly Range[] | null | undefined, value: number) =>
  !list ||
  list.some(({ start, end, step }) => value >= start && value <= (end ?? start) && (value - start) % (step ?? 1) === 0);
