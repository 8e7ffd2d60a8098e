import { Temporal as Dates } from 'temporal-polyfill';

/** A moment at which the clocks of a time zone are changed. */
export interface ClockChange {
  at: Date;
  /** What the clock shows just then: before it is changed, and after. Without an offset. */
  before: Dates.PlainDateTime;
  after: Dates.PlainDateTime;
}

/** The clock changes of a time zone between two moments, at most so many. */
export function clockChanges(timeZone: string, from: Date, to: Date, most: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let moment = zoned(from, timeZone).getTimeZoneTransition('next');
  while (moment && moment.epochMilliseconds <= to.getTime() && changes.length < most) {
    const before = moment.subtract({ seconds: 1 }).toPlainDateTime().add({ seconds: 1 });
    changes.push({ at: new Date(moment.epochMilliseconds), before, after: moment.toPlainDateTime() });
    moment = moment.getTimeZoneTransition('next');
  }
  return changes;
}

/** What the clock on the wall shows at a moment, with its offset: `2026-10-25T02:30:00+02:00`. */
export const localTime = (at: Date, timeZone: string) =>
  zoned(at, timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });

export const wallClock = (at: Date, timeZone: string) => zoned(at, timeZone).toPlainDateTime();

const zoned = (at: Date, timeZone: string) =>
  Dates.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
