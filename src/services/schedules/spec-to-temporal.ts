import type { temporal } from '@temporalio/proto';
import { calendarFields, cronMark, type Calendar, type Range, type ScheduleSpec } from './spec.ts';
import { toDuration, toTimestamp } from './time.ts';

type ProtoSpec = temporal.api.schedule.v1.IScheduleSpec;
type ProtoCalendar = temporal.api.schedule.v1.IStructuredCalendarSpec;

type Fields = Record<(typeof calendarFields)[number], Range[]>;
/** What an exclusion matches where it says nothing: holidays are left out by their days, all day long. */
const anyTime: Fields = {
  second: [{ start: 0, end: 59 }],
  minute: [{ start: 0, end: 59 }],
  hour: [{ start: 0, end: 23 }],
  dayOfMonth: [{ start: 1, end: 31 }],
  month: [{ start: 1, end: 12 }],
  dayOfWeek: [{ start: 0, end: 6 }],
  year: [], // any
};
/** What a calendar matches where it says nothing: the first moment of any day. */
const firstMoment: Fields = { ...anyTime, second: [{ start: 0 }], minute: [{ start: 0 }], hour: [{ start: 0 }] };

export function specToTemporal(spec: ScheduleSpec): ProtoSpec {
  return {
    cronString: spec.cron.map((text) => `${text} # ${cronMark}${text}`),
    structuredCalendar: spec.calendars.map((calendar) => toCalendar(calendar, firstMoment)),
    excludeStructuredCalendar: spec.exclusions.map((calendar) => toCalendar(calendar, anyTime)),
    interval: spec.intervals.map(({ every, offset }) => ({
      interval: toDuration(every),
      phase: toDuration(offset ?? 0),
    })),
    timezoneName: spec.timeZone,
    jitter: toDuration(spec.jitter),
    startTime: spec.startAt ? toTimestamp(spec.startAt) : null,
    endTime: spec.endAt ? toTimestamp(spec.endAt) : null,
  };
}

function toCalendar(calendar: Calendar, leftOut: Fields): ProtoCalendar {
  const fields = calendarFields.map((field) => [field, (calendar[field] ?? leftOut[field]).map(toRange)] as const);
  return { ...Object.fromEntries(fields), comment: calendar.comment ?? '' };
}

/** With its end: without one, the server takes a start of 0 for 0 to 1. */
const toRange = ({ start, end, step }: Range) => ({ start, end: end ?? start, step: step ?? 1 });
