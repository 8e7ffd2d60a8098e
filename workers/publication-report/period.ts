import { Temporal as Dates } from 'temporal-polyfill';

interface Asked {
  period: 'DAY' | 'WEEK';
  /** The days instead, as `2026-11-01`; null: those before it is due. */
  days: { first: string; last: string } | null;
}

export interface Period {
  /** As `2026-11-01`. */
  firstDay: string;
  lastDay: string;
  from: Date;
  /** Not in it any more. */
  to: Date;
}

/** The days that a report is about, by the clock of a place: the last that were over there when it was due. */
export function periodOf({ period, days }: Asked, dueAt: Date, timeZone: string): Period {
  const today = Dates.Instant.fromEpochMilliseconds(dueAt.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const first = days
    ? Dates.PlainDate.from(days.first)
    : period === 'DAY'
      ? today.subtract({ days: 1 })
      : monday.subtract({ days: 7 });
  const behind = days ? Dates.PlainDate.from(days.last).add({ days: 1 }) : period === 'DAY' ? today : monday;
  const beginOf = (date: Dates.PlainDate) => new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
  return {
    firstDay: first.toString(),
    lastDay: behind.subtract({ days: 1 }).toString(),
    from: beginOf(first),
    to: beginOf(behind),
  };
}
