import { Cron } from 'croner';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { useStack } from '../../../../test/stack.ts';
import { createSchedules } from '../schedules.ts';
import { clockChanges } from './clock-changes.ts';
import { createPreview, type PreviewSchedule } from './preview.ts';

const stack = useStack({ fixtures: true, worker: false });
let preview: PreviewSchedule;
beforeAll(() => {
  preview = createPreview(stack.temporal, createSchedules(stack.temporal, stack.database));
});

const hour = 3600_000;
const day = 24 * hour;
const specs = process.env['TEST_LONG'] ? 1000 : 60;

/** One field of a cron expression: any, a number, a range, a list or steps. */
const field = (least: number, most: number) => {
  const number = fc.integer({ min: least, max: most });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: number.map(String) },
    fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.uniqueArray(number, { minLength: 2, maxLength: 4 }).map((list) => list.join(',')),
    fc.integer({ min: 2, max: Math.min(9, most) }).map((step) => `*/${step}`),
  );
};
const expression = fc
  .tuple(fc.integer({ min: 0, max: 59 }), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
  .map((fields) => fields.join(' '));
const zone = fc.constantFrom('UTC', 'Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
const begin = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

test(
  'the server expands cron expressions as an independent library does, away from clock changes',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(expression, zone, begin, async (cron, timeZone, from) => {
        const to = new Date(+from + 40 * day);
        const changes = clockChanges(timeZone, new Date(+from - day), new Date(+to + day), 10);
        const isOrdinary = (at: Date) => changes.every((change) => Math.abs(+at - +change.at) > 3 * hour);
        const { times } = await preview({ spec: { cron: [cron], timeZone }, from, to, first: 500 });
        const last = times.length === 500 ? times.at(-1)!.at : to;
        // Both days have to match, as they have to for the server; classic cron takes either.
        const library = new Cron(cron, { timezone: timeZone, domAndDow: true, paused: true });
        const expected: Date[] = [];
        for (
          let at = library.nextRun(new Date((Math.ceil(+from / 1000) - 1) * 1000));
          at && at <= last;
          at = library.nextRun(at)
        )
          expected.push(at);
        const ordinary = times.map(({ at }) => at).filter(isOrdinary);
        expect(ordinary.map(String)).toEqual(expected.filter(isOrdinary).map(String));
      }),
      { numRuns: specs },
    );
  },
);
