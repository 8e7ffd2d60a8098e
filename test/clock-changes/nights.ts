import { clockChanges, type ClockChange } from '../../src/services/schedules/preview/clock-changes.ts';
import type { ScheduleSpecInput } from '../../src/services/schedules/spec.ts';

/** A night in which the clocks of a place are changed. */
export interface Night {
  place: string;
  timeZone: string;
  change: ClockChange;
}

/** Something that is due by the clock on the wall, or every so often. */
export interface Pattern {
  what: string;
  spec: ScheduleSpecInput;
  /** Minutes of the day by the clock on the wall; null when it does not go by it. */
  due: readonly number[] | null;
}

/** One year, so that the answers stay the same. */
const year = { from: new Date('2027-01-01T00:00:00Z'), to: new Date('2028-01-01T00:00:00Z') };
const places = {
  Amsterdam: 'Europe/Amsterdam',
  'New York': 'America/New_York',
  Cairo: 'Africa/Cairo',
  'Lord Howe': 'Australia/Lord_Howe',
};

export const nights: readonly Night[] = Object.entries(places).flatMap(([place, timeZone]) =>
  clockChanges(timeZone, year.from, year.to, 3).map((change) => ({ place, timeZone, change })),
);

const minutesOfDay = Array.from({ length: 24 * 60 }, (_, minute) => minute);
const each = (minutes: number, from = 0) => minutesOfDay.filter((minute) => minute % minutes === from);

/** What people schedule; the first is due in the middle of what the change takes away or repeats. */
export function patternsOf({ timeZone, change: { before, after } }: Night): Pattern[] {
  const jump = before.until(after);
  const middle = (jump.sign > 0 ? before : after).add({ minutes: jump.abs().total('minutes') / 2 });
  const { hour, minute } = middle;
  const cron = (text: string) => ({ cron: [text], timeZone });
  const time = middle.toPlainTime().toString({ smallestUnit: 'minute' });
  return [
    { what: `daily at ${time}`, spec: cron(`${minute} ${hour} * * *`), due: [hour * 60 + minute] },
    { what: 'hourly at :30', spec: cron('30 * * * *'), due: each(60, 30) },
    { what: 'every 15 minutes', spec: cron('*/15 * * * *'), due: each(15) },
    { what: 'every 15 minutes, as an interval', spec: { intervals: [{ every: 900 }], timeZone }, due: null },
  ];
}
