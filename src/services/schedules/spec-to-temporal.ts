import type { temporal } from '@temporalio/proto';
import { calendarFields, type Calendar, type Range, type ScheduleSpec } from './spec.ts';
import { toDuration, toTimestamp } from './time.ts';

type ProtoSpec = temporal.api.schedule.v1.IScheduleSpec;
type ProtoCalendar = temporal.api.schedule.v1.IStructuredCalendarSpec;

/** Before the text of a cron expression in the comment that the server keeps: of the expression itself it keeps nothing. */
export const cronMark = 'cron ';

/** What a calendar matches where it says nothing: the first moment of any day. */
const any: Record<(typeof calendarFields)[number], Range[]> = {
  second: [{ start: 0 }],
  minute: [{ start: 0 }],
  hour: [{ start: 0 }],
  dayOfMonth: [{ start: 1, end: 31 }],
  month: [{ start: 1, end: 12 }],
  dayOfWeek: [{ start: 0, end: 6 }],
  year: [], // any
};

export function specToTemporal(spec: ScheduleSpec): ProtoSpec {
  return {
    cronString: spec.cron.map((text) => `${text} # ${cronMark}${text}`),
    structuredCalendar: spec.calendars.map(toCalendar),
    excludeStructuredCalendar: spec.exclusions.map(toCalendar),
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

function toCalendar(calendar: Calendar): ProtoCalendar {
  const fields = calendarFields.map((field) => [field, (calendar[field] ?? any[field]).map(toRange)] as const);
  return { ...Object.fromEntries(fields), comment: calendar.comment ?? '' };
}

/** With its end: without one, the server takes a start of 0 for 0 to 1. */
const toRange = ({ start, end, step }: Range) => ({ start, end: end ?? start, step: step ?? 1 });
