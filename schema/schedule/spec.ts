import type { Calendar, Range, ScheduleSpec } from '../../src/services/schedules/spec.ts';
import { builder } from '../builder.ts';

const calendarTexts = {
  second: 'Seconds, 0 to 59. Left out: 0.',
  minute: 'Minutes, 0 to 59. Left out: 0.',
  hour: 'Hours, 0 to 23. Left out: 0.',
  dayOfMonth: 'Days of the month, 1 to 31. Left out: any.',
  month: 'Months, 1 to 12. Left out: any.',
  dayOfWeek: 'Days of the week, 0 to 6; 0 is Sunday. Left out: any.',
  year: 'Years. Left out: any.',
} as const;
const comment = 'For people.';

const specTexts = {
  cron: 'Cron expressions of 5 to 7 fields, such as `0 9 * * 1-5`, or `@daily` and its like.',
  calendars: 'Times by the clock on the wall.',
  intervals: 'Every so often, by UTC.',
  exclusions: 'Times that are left out.',
  timeZone: 'Time zone of cron expressions, calendars and exclusions, such as `Europe/Amsterdam`.',
  jitter: 'Seconds: each time is put off by a random part of them.',
  startAt: 'Nothing is due before.',
  endAt: 'Nothing is due after.',
} as const;

const rangeTexts = {
  start: 'The first.',
  end: 'The last. Default: the first.',
  step: 'Distance from one to the next. Default: 1.',
} as const;

const intervalTexts = {
  every: 'Seconds from one time to the next, counted from 1970 in UTC.',
  offset: 'Seconds to move all of them by.',
} as const;

const RangeInput = builder.inputType('ScheduleRangeInput', {
  description: 'Numbers from one to another.',
  fields: (t) => ({
    start: t.int({ required: true, description: rangeTexts.start }),
    end: t.int({ description: rangeTexts.end }),
    step: t.int({ description: rangeTexts.step }),
  }),
});

const CalendarInput = builder.inputType('ScheduleCalendarInput', {
  description: 'Times that match every field.',
  fields: (t) => ({
    second: t.field({ type: [RangeInput], description: calendarTexts.second }),
    minute: t.field({ type: [RangeInput], description: calendarTexts.minute }),
    hour: t.field({ type: [RangeInput], description: calendarTexts.hour }),
    dayOfMonth: t.field({ type: [RangeInput], description: calendarTexts.dayOfMonth }),
    month: t.field({ type: [RangeInput], description: calendarTexts.month }),
    dayOfWeek: t.field({ type: [RangeInput], description: calendarTexts.dayOfWeek }),
    year: t.field({ type: [RangeInput], description: calendarTexts.year }),
    comment: t.string({ description: comment }),
  }),
});

const IntervalInput = builder.inputType('ScheduleIntervalInput', {
  description: 'Every so often.',
  fields: (t) => ({
    every: t.int({ required: true, description: intervalTexts.every }),
    offset: t.int({ description: `${intervalTexts.offset} Default: 0.` }),
  }),
});

export const ScheduleSpecInput = builder.inputType('ScheduleSpecInput', {
  description: 'When a schedule is due. Cron expressions, calendars and intervals add up; at least one is needed.',
  fields: (t) => ({
    cron: t.stringList({ description: specTexts.cron }),
    calendars: t.field({ type: [CalendarInput], description: specTexts.calendars }),
    intervals: t.field({ type: [IntervalInput], description: specTexts.intervals }),
    exclusions: t.field({ type: [CalendarInput], description: specTexts.exclusions }),
    timeZone: t.string({ description: `${specTexts.timeZone} Default: UTC.` }),
    jitter: t.int({ description: `${specTexts.jitter} Default: 0.` }),
    startAt: t.field({ type: 'DateTime', description: `${specTexts.startAt} Default: now.` }),
    endAt: t.field({ type: 'DateTime', description: `${specTexts.endAt} Default: no end.` }),
  }),
});

const RangeType = builder.objectRef<Range>('ScheduleRange').implement({
  description: 'Numbers from one to another.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'The first.' }),
    end: t.int({ description: 'The last.', resolve: ({ start, end }) => end ?? start }),
    step: t.int({ description: 'Distance from one to the next.', resolve: ({ step }) => step ?? 1 }),
  }),
});

const CalendarType = builder.objectRef<Calendar>('ScheduleCalendar').implement({
  description: 'Times that match every field.',
  fields: (t) => ({
    ...Object.fromEntries(
      (Object.keys(calendarTexts) as (keyof typeof calendarTexts)[]).map((field) => [
        field,
        t.field({
          type: [RangeType],
          description: calendarTexts[field].replace('Left out', 'None'),
          resolve: (calendar) => calendar[field] ?? [],
        }),
      ]),
    ),
    comment: t.string({ nullable: true, description: comment, resolve: (calendar) => calendar.comment ?? null }),
  }),
});

const IntervalType = builder.objectRef<ScheduleSpec['intervals'][number]>('ScheduleInterval').implement({
  description: 'Every so often.',
  fields: (t) => ({
    every: t.exposeInt('every', { description: intervalTexts.every }),
    offset: t.int({ description: intervalTexts.offset, resolve: ({ offset }) => offset ?? 0 }),
  }),
});

export const ScheduleSpecType = builder.objectRef<ScheduleSpec>('ScheduleSpec').implement({
  description: 'When a schedule is due.',
  fields: (t) => ({
    cron: t.exposeStringList('cron', {
      description: `${specTexts.cron} Of those that another program has set there are only calendars.`,
    }),
    calendars: t.field({ type: [CalendarType], description: specTexts.calendars, resolve: (spec) => spec.calendars }),
    intervals: t.field({ type: [IntervalType], description: specTexts.intervals, resolve: (spec) => spec.intervals }),
    exclusions: t.field({
      type: [CalendarType],
      description: specTexts.exclusions,
      resolve: (spec) => spec.exclusions,
    }),
    timeZone: t.exposeString('timeZone', { description: specTexts.timeZone }),
    jitter: t.exposeInt('jitter', { description: specTexts.jitter }),
    startAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: specTexts.startAt,
      resolve: ({ startAt }) => startAt ?? null,
    }),
    endAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: specTexts.endAt,
      resolve: ({ endAt }) => endAt ?? null,
    }),
  }),
});
