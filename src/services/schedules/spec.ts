import * as z from 'zod';
import { insteadOf } from '../input-words.ts';
import { zoneProblem } from '../zone-problem.ts';
import { textsOf } from '../texts.ts';

/** Numbers `start`, `start + step` … up to `end`, which is `start` when it is left out. */
const range = (least: number, most: number) =>
  z
    .object(
      {
        start: z.int().min(least).max(most).describe('The first.'),
        end: z.int().min(least).max(most).nullish().describe('The last. Default: the first.'),
        step: z.int().min(1).max(most).nullish().describe('Distance from one to the next. Default: 1.'),
      },
      { error: insteadOf('Must be a range such as { start: 9 } or { start: 9, end: 17, step: 2 }.') },
    )
    .refine(({ start, end }) => end == null || end >= start, { path: ['end'], message: 'Must not be before start.' });

const longestComment = 200;
/** Before the text of a cron expression in the comment that the server keeps: of the expression itself it keeps nothing. */
export const cronMark = 'cron ';
const mostRanges = 60;
const ranges = (least: number, most: number, description: string) =>
  z
    .array(range(least, most), {
      error: insteadOf('Must be a list of ranges, such as [{ start: 9 }] or [{ start: 9, end: 17 }].'),
    })
    .min(1)
    .max(mostRanges)
    .nullish()
    .describe(description);

/** Times by the clock on the wall: those that match every field. What is left out: `0` of time (in exclusions any), any day. */
const calendar = z.object({
  second: ranges(0, 59, 'Seconds, 0 to 59. Left out: 0, in exclusions any.'),
  minute: ranges(0, 59, 'Minutes, 0 to 59. Left out: 0, in exclusions any.'),
  hour: ranges(0, 23, 'Hours, 0 to 23. Left out: 0, in exclusions any.'),
  dayOfMonth: ranges(1, 31, 'Days of the month, 1 to 31. Left out: any.'),
  month: ranges(1, 12, 'Months, 1 to 12. Left out: any.'),
  dayOfWeek: ranges(0, 6, 'Days of the week, 0 to 6; 0 is Sunday. Left out: any.'),
  year: ranges(2000, 2199, 'Years. Left out: any.'),
  comment: z
    .string()
    .max(longestComment)
    .refine((text) => !text.startsWith(cronMark), { error: `Must not begin with "${cronMark}".` })
    .nullish()
    .describe('For people.'),
});

/** The parts of a calendar, by Temporal's names for them, too. */
export const calendarFields = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'year'] as const;

const exclusion = calendar.refine((given) => calendarFields.some((field) => given[field] != null), {
  message: 'Say which times: without any field, all of them would be left out.',
});

const longestInterval = 366 * 24 * 3600;

/** Every so many seconds, counted from 1970 in UTC, moved by `offset`. */
const interval = z
  .object({
    every: z.int().min(1).max(longestInterval).describe('Seconds from one time to the next, counted from 1970 in UTC.'),
    offset: z.int().min(0).nullish().describe('Seconds to move all of them by.'),
  })
  .refine(({ every, offset }) => (offset ?? 0) < every, { path: ['offset'], message: 'Must be less than every.' });

/**
 * Fields by their place: seconds and the year may be left out. The server knows more forms, which have a better place
 * here: `@every` are intervals, and `CRON_TZ=` is the time zone.
 */
const cron = z
  .string()
  .trim()
  .max(longestComment)
  .regex(/^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[^\s@#=]+(\s+[^\s@#=]+){4,6})$/, {
    message:
      'Must be 5 to 7 fields such as `0 9 * * 1-5`, or `@daily` and its like. Use intervals and timeZone for the rest.',
  });

const mostParts = 50;

/** When a schedule is due. Parts add up; exclusions are taken away. */
export const scheduleSpec = z
  .object({
    cron: z
      .array(cron)
      .max(mostParts)
      .default([])
      .describe('Cron expressions of 5 to 7 fields, such as `0 9 * * 1-5`, or `@daily` and its like.'),
    calendars: z.array(calendar).max(mostParts).default([]).describe('Times by the clock on the wall.'),
    intervals: z.array(interval).max(mostParts).default([]).describe('Every so often, by UTC.'),
    exclusions: z
      .array(exclusion)
      .max(mostParts)
      .default([])
      .describe(
        'Times by the clock on the wall that are left out. Unlike in calendars, what one does not say is any: with `month` ' +
          'and `dayOfMonth` alone it is all of the day.',
      ),
    timeZone: z
      .string()
      .default('UTC')
      .check(({ value, issues }) => {
        const message = zoneProblem(value);
        if (message) issues.push({ code: 'custom', input: value, message });
      })
      .describe('Time zone of cron expressions, calendars and exclusions, such as `Europe/Amsterdam`.'),
    jitter: z.int().min(0).max(86_400).default(0).describe('Seconds: each time is put off by a random part of them.'),
    startAt: z.date().nullish().describe('Nothing is due before.'),
    endAt: z.date().nullish().describe('Nothing is due after.'),
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

/** What each field of a spec is, for people. */
export const specTexts = {
  spec: textsOf(scheduleSpec.shape),
  calendar: textsOf(calendar.shape),
  range: textsOf(range(0, 0).shape),
  interval: textsOf(interval.shape),
};
