import type { ScheduleCalendarInput, ScheduleQuery, ScheduleSpecInput } from '../operations/generated.ts';

type Spec = NonNullable<ScheduleQuery['schedule']>['spec'];
type Times = Pick<ScheduleSpecInput, 'cron' | 'timeZone'>;

export const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** What the form says, with what it has no fields for as it was: nothing stays of which a change does not speak. */
export const specOf = (cron: string, timeZone: string, former?: Spec): ScheduleSpecInput => ({
  ...(former && {
    jitter: former.jitter,
    startAt: former.startAt,
    endAt: former.endAt,
    exclusions: former.exclusions.map(asInput),
  }),
  cron: lines(cron),
  timeZone,
});

/** What is any in an answer is an empty list, and in a question left out. */
const asInput = (calendar: Spec['exclusions'][number]): ScheduleCalendarInput =>
  Object.fromEntries(Object.entries(calendar).filter(([, value]) => value !== null && value.length > 0));

export const sameTimes = (one: Times, other: Times) =>
  one.timeZone === other.timeZone && JSON.stringify(one.cron) === JSON.stringify(other.cron);
