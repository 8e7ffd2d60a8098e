import * as z from 'zod';

/** Numbers `start`, `start + step` … up to `end`, which is `start` when it is left out. */
const range = (least: number, most: number) =>
  z
    .object({
      start: z.int().min(least).max(most),
      end: z.int().min(least).max(most).nullish(),
      step: z.int().min(1).max(most).nullish(),
    })
    .refine(({ start, end }) => end == null || end >= start, { path: ['end'], message: 'Must not be before start.' });

const longestComment = 200;
const mostRanges = 60;
const ranges = (least: number, most: number) => z.array(range(least, most)).min(1).max(mostRanges).nullish();

/** Times by the clock on the wall: those that match every field. What is left out: `0` of time, any day. */
const calendar = z.object({
  second: ranges(0, 59),
  minute: ranges(0, 59),
  hour: ranges(0, 23),
  dayOfMonth: ranges(1, 31),
  month: ranges(1, 12),
  /** 0 is Sunday. */
  dayOfWeek: ranges(0, 6),
  year: ranges(2000, 2199),
  comment: z.string().max(longestComment).nullish(),
});

const longestInterval = 366 * 24 * 3600;

/** Every so many seconds, counted from 1970 in UTC, moved by `offset`. */
const interval = z
  .object({ every: z.int().min(1).max(longestInterval), offset: z.int().min(0).nullish() })
  .refine(({ every, offset }) => (offset ?? 0) < every, { path: ['offset'], message: 'Must be less than every.' });

/**
 * Fields by their place: seconds and the year may be left out. The server knows more forms, which have a better place
 * here: `@every` are intervals, and `CRON_TZ=` is the time zone.
 */
const cron = z
  .string()
  .trim()
  .max(longestComment)
  .regex(/^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[^\s@#=]+(\s+[^\s@#=]+){4,6})$/i, {
    message:
      'Must be 5 to 7 fields such as `0 9 * * 1-5`, or `@daily` and its like. Use intervals and timeZone for the rest.',
  });

const mostParts = 50;

/** When a schedule is due. Parts add up; exclusions are taken away. */
export const scheduleSpec = z
  .object({
    cron: z.array(cron).max(mostParts).default([]),
    calendars: z.array(calendar).max(mostParts).default([]),
    intervals: z.array(interval).max(mostParts).default([]),
    exclusions: z.array(calendar).max(mostParts).default([]),
    timeZone: z.string().default('UTC').refine(isTimeZone, {
      message: 'Must be the name of a time zone such as Europe/Amsterdam.',
    }),
    /** Seconds: each time is put off by a random part of this. */
    jitter: z.int().min(0).max(86_400).default(0),
    startAt: z.date().nullish(),
    endAt: z.date().nullish(),
  })
  .refine(({ cron: texts, calendars, intervals }) => texts.length + calendars.length + intervals.length > 0, {
    path: ['cron'],
    message: 'Say when: give at least one of cron, calendars and intervals.',
  })
  .refine(({ startAt, endAt }) => !startAt || !endAt || endAt > startAt, {
    path: ['endAt'],
    message: 'Must be after startAt.',
  });

export type ScheduleSpec = z.output<typeof scheduleSpec>;
export type ScheduleSpecInput = z.input<typeof scheduleSpec>;
export type Calendar = z.output<typeof calendar>;
export type Range = NonNullable<Calendar['hour']>[number];

/** The parts of a calendar, by Temporal's names for them, too. */
export const calendarFields = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'year'] as const;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // a RangeError is how it says so
  }
}
