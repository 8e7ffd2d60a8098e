import { Temporal as Dates } from 'temporal-polyfill';
import { InvalidInputError } from '../../errors.ts';
import type { Brand } from '../brands/brand.ts';
import { localTime } from '../schedules/preview/clock-changes.ts';
import { zoneProblem } from '../zone-problem.ts';
import type { Publication } from './publication.ts';
import type { PublicationList } from './list.ts';
import type { ScheduledPost, ScheduledPosts } from './scheduled-posts.ts';

/** What is in a calendar: a post that went out, or was to, or a time at which a schedule publishes. */
export interface CalendarEntry {
  at: Date;
  /** What the clock shows then, with its offset. */
  local: string;
  publication: Publication | null;
  schedule: ScheduledPost['schedule'] | null;
}

export interface Calendar {
  timeZone: string;
  /** All of the month, `2026-12-31`. */
  days: { date: string; entries: CalendarEntry[] }[];
  /** Whether it has all there is. */
  complete: boolean;
}

interface CalendarRequest {
  brand: Pick<Brand, 'id' | 'key' | 'timeZone'>;
  /** `2026-12`. */
  month: string;
  /** Default: that of the brand. */
  timeZone?: string | null | undefined;
  /** How many of either kind. */
  most: number;
}

/** Makes what lays out a month of a brand: behind now what was published, ahead what its schedules will. */
export const createCalendar =
  (list: Pick<PublicationList, 'between'>, scheduled: Pick<ScheduledPosts, 'between'>) =>
  async ({ brand, month, timeZone: asked, most }: CalendarRequest): Promise<Calendar> => {
    const timeZone = asked ?? brand.timeZone;
    const problem = zoneProblem(timeZone);
    if (problem) throw new InvalidInputError([{ path: ['timeZone'], message: problem }]);
    const dates = datesOf(month);
    const startOf = (date: Dates.PlainDate) => new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
    const [from, end] = [startOf(dates[0]!), startOf(dates.at(-1)!.add({ days: 1 }))];
    const ahead = new Date(Math.max(+from, Date.now()));
    const [past, coming] = await Promise.all([
      list.between(brand.id, from, end, most + 1),
      // The server includes the last moment, and knows whole seconds.
      ahead < end
        ? scheduled.between(brand.key, { from: ahead, to: new Date(+end - 1000), most })
        : { posts: [], complete: true },
    ]);
    const entries = [
      ...past.slice(0, most).map((publication) => ({
        at: publication.sentAt ?? publication.createdAt,
        publication,
        schedule: null,
      })),
      ...coming.posts.map((post) => ({ ...post, publication: null })),
    ].toSorted((one, other) => +one.at - +other.at);
    const days = dates.map((date) => ({ date: date.toString(), entries: [] as CalendarEntry[] }));
    const byDate = new Map(days.map((day) => [day.date, day.entries]));
    for (const entry of entries) {
      const local = localTime(entry.at, timeZone);
      byDate.get(local.slice(0, 10))?.push({ ...entry, local });
    }
    return { timeZone, days, complete: past.length <= most && coming.complete };
  };

function datesOf(month: string): Dates.PlainDate[] {
  if (!/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new InvalidInputError([{ path: ['month'], message: 'Must be a year and a month, such as 2026-12.' }]);
  }
  const first = Dates.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return Array.from({ length: first.daysInMonth }, (_day, n) => first.add({ days: n }));
}
