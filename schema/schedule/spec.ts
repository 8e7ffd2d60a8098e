import {
  calendarFields,
  specTexts,
  type Calendar,
  type Range,
  type ScheduleSpec,
} from '../../src/services/schedules/spec.ts';
import { builder } from '../builder.ts';

const { spec: texts, calendar: calendarTexts, range: rangeTexts, interval: intervalTexts } = specTexts;

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
    comment: t.string({ description: calendarTexts.comment }),
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
    cron: t.stringList({ description: texts.cron }),
    calendars: t.field({ type: [CalendarInput], description: texts.calendars }),
    intervals: t.field({ type: [IntervalInput], description: texts.intervals }),
    exclusions: t.field({ type: [CalendarInput], description: texts.exclusions }),
    timeZone: t.string({ description: `${texts.timeZone} Default: UTC.` }),
    jitter: t.int({ description: `${texts.jitter} Default: 0.` }),
    startAt: t.field({ type: 'DateTime', description: `${texts.startAt} Default: now.` }),
    endAt: t.field({ type: 'DateTime', description: `${texts.endAt} Default: no end.` }),
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
      calendarFields.map((field) => [
        field,
        t.field({
          type: [RangeType],
          description: calendarTexts[field].replace('Left out', 'None'),
          resolve: (calendar) => calendar[field] ?? [],
        }),
      ]),
    ),
    comment: t.string({
      nullable: true,
      description: calendarTexts.comment,
      resolve: (calendar) => calendar.comment ?? null,
    }),
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
      description: `${texts.cron} Of those that another program has set there are only calendars.`,
    }),
    calendars: t.field({ type: [CalendarType], description: texts.calendars, resolve: (spec) => spec.calendars }),
    intervals: t.field({ type: [IntervalType], description: texts.intervals, resolve: (spec) => spec.intervals }),
    exclusions: t.field({
      type: [CalendarType],
      description: texts.exclusions,
      resolve: (spec) => spec.exclusions,
    }),
    timeZone: t.exposeString('timeZone', { description: texts.timeZone }),
    jitter: t.exposeInt('jitter', { description: texts.jitter }),
    startAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: texts.startAt,
      resolve: ({ startAt }) => startAt ?? null,
    }),
    endAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: texts.endAt,
      resolve: ({ endAt }) => endAt ?? null,
    }),
  }),
});
