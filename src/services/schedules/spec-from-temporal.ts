import type { temporal } from '@temporalio/proto';
import { milliseconds, timestamp } from '../runs/timestamp.ts';
import { calendarFields, cronMark, type Calendar, type Range, type ScheduleSpec } from './spec.ts';

type ProtoSpec = temporal.api.schedule.v1.IScheduleSpec;
type ProtoCalendar = temporal.api.schedule.v1.IStructuredCalendarSpec;

/** Also of schedules that other programs made: their cron expressions are calendars here, as the server has kept no more. */
export function specFromTemporal(spec: ProtoSpec | null | undefined): ScheduleSpec {
  const calendars = spec?.structuredCalendar ?? [];
  return {
    cron: calendars.flatMap(({ comment }) => cronOf(comment) ?? []),
    calendars: calendars.filter(({ comment }) => cronOf(comment) === null).map(fromCalendar),
    exclusions: (spec?.excludeStructuredCalendar ?? []).map(fromCalendar),
    intervals: (spec?.interval ?? []).map(({ interval, phase }) => ({
      every: milliseconds(interval) / 1000,
      offset: milliseconds(phase) / 1000,
    })),
    timeZone: spec?.timezoneName || 'UTC',
    jitter: milliseconds(spec?.jitter) / 1000,
    startAt: timestamp(spec?.startTime),
    endAt: timestamp(spec?.endTime),
  };
}

const cronOf = (comment: string | null | undefined): string | null =>
  comment?.startsWith(cronMark) ? comment.slice(cronMark.length) : null;

function fromCalendar(calendar: ProtoCalendar): Calendar {
  const fields = calendarFields.map((field) => [field, (calendar[field] ?? []).map(fromRange)] as const);
  return {
    ...Object.fromEntries(fields.filter(([, ranges]) => ranges.length > 0)),
    ...(calendar.comment && { comment: calendar.comment }),
  };
}

/** Zeros are not on the wire; a step of 0 means 1, and an end before the start the start. */
function fromRange({ start, end, step }: temporal.api.schedule.v1.IRange): Range {
  const from = start ?? 0;
  return { start: from, end: Math.max(end ?? 0, from), step: step || 1 };
}
