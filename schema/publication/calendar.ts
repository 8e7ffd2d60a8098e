import { InvalidInputError } from '../../src/errors.ts';
import type { Calendar, CalendarEntry } from '../../src/services/publications/calendar.ts';
import { builder } from '../builder.ts';
import { cost, type PageCost } from '../cost.ts';
import { ScheduleType } from '../schedule/types.ts';
import { PublicationType } from './types.ts';

const usual = 250;
const largest = 500;

const EntryKind = builder.enumType('FeedCalendarEntryKind', {
  description: 'What an entry of a calendar is.',
  values: {
    SCHEDULED: { description: 'A time to come at which a schedule publishes.' },
    PUBLICATION: { description: 'Something that was published, or was to be.' },
  } as const,
});

const Entry = builder.objectRef<CalendarEntry>('FeedCalendarEntry').implement({
  description: 'Something in a calendar: `publication` or `schedule`, as `kind` says.',
  fields: (t) => ({
    at: t.expose('at', {
      type: 'DateTime',
      description: 'When it was sent, else planned, or is due, jitter included.',
    }),
    local: t.exposeString('local', {
      description: 'What the clock shows then, with its offset: `2026-12-31T09:00:00+01:00`.',
    }),
    kind: t.field({
      type: EntryKind,
      description: 'What it is.',
      resolve: ({ publication }) => (publication ? ('PUBLICATION' as const) : ('SCHEDULED' as const)),
    }),
    publication: t.field({
      type: PublicationType,
      nullable: true,
      description: 'What was published, or was to be.',
      resolve: ({ publication }) => publication,
    }),
    schedule: t.field({
      type: ScheduleType,
      nullable: true,
      description: 'The schedule that will publish.',
      resolve: ({ schedule }) => schedule,
    }),
  }),
});

const Day = builder.objectRef<Calendar['days'][number]>('FeedCalendarDay').implement({
  description: 'A day of a calendar.',
  fields: (t) => ({
    date: t.exposeString('date', { description: 'As `2026-12-31`.' }),
    entries: t.field({ type: [Entry], description: 'In the order of the day.', resolve: ({ entries }) => entries }),
  }),
});

const CalendarType = builder.objectRef<Calendar>('FeedCalendar').implement({
  description: 'A month of a brand: what was published, and when its schedules publish next.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'Whose days they are.' }),
    days: t.field({ type: [Day], description: 'All days of the month.', resolve: ({ days }) => days }),
    complete: t.exposeBoolean('complete', {
      description:
        'Whether it has all there is: false when there is more than `first` of either kind, or more than 200 schedules that publish.',
    }),
  }),
});

builder.queryField('feedCalendar', (t) =>
  t.field({
    type: CalendarType,
    nullable: true,
    description:
      'A month of a brand; null when there is none of this key. Of what was published the newest, of what is to come the soonest.',
    extensions: cost.list,
    args: {
      brand: t.arg.string({ required: true, description: 'Key of the brand.' }),
      month: t.arg.string({ required: true, description: 'As `2026-12`.' }),
      timeZone: t.arg.string({
        required: false,
        description: 'Whose days they are, as `Europe/Paris`. Default: of the brand.',
      }),
      first: t.arg.int({
        required: false,
        defaultValue: usual,
        description: `How many entries of either kind, at most ${largest}.`,
        extensions: { most: largest } satisfies PageCost,
      }),
    },
    resolve: async (_root, { brand: key, month, timeZone, first }, { services }) => {
      if (first != null && first < 1) {
        throw new InvalidInputError([{ path: ['first'], message: 'Must be at least 1.' }]);
      }
      const brand = await services.brands.get(key);
      const most = Math.min(first ?? usual, largest);
      return brand && services.publications.calendar({ brand, month, timeZone, most });
    },
  }),
);
