import { Temporal as Dates } from 'temporal-polyfill';
import type { Temporal } from '../../platform/temporal.ts';
import { matchingTimes } from '../schedules/matching-times.ts';
import { withThrowaway } from '../schedules/throwaway.ts';
import { failed, ok, type Check } from './finding.ts';

const years = 2;
/** Each is asked about by a schedule that is thrown away. */
const most = 5;
/** Where clocks are changed by different rules. */
const usual = ['Europe/Amsterdam', 'America/New_York', 'Australia/Sydney'];
const noon = '12:00';

interface Parts {
  temporal: Temporal;
  /** Zones of schedules. */
  zonesInUse(): Promise<readonly string[]>;
  /** When it is noon on a day; by the time zones of this machine. */
  noonOf?(day: Dates.PlainDate, timeZone: string): Date;
}

const noonHere = (day: Dates.PlainDate, timeZone: string) =>
  new Date(day.toZonedDateTime({ timeZone, plainTime: noon }).epochMilliseconds);

/** Whether Temporal and this machine know the same rules of time zones: previews are made here, runs there. */
export const checkTimeZones = ({ temporal, zonesInUse, noonOf = noonHere }: Parts): Check => ({
  name: 'time zones',
  needs: 'temporal',
  todo: 'Let this program make and delete schedules: it asks Temporal about time zones by one that starts nothing.',
  async run() {
    const version = process.versions.tz ?? 'unknown';
    const zones = [...new Set([...(await zonesInUse()), ...usual])].slice(0, most);
    const days = daysFrom(Dates.Now.plainDateISO('UTC').add({ days: 2 }));
    for (const zone of zones) {
      const here = days.map((day) => noonOf(day, zone));
      const there = await noonsThere(temporal, zone, here[0]!, here.at(-1)!);
      const wrong = here.findIndex((at, n) => at.getTime() !== there[n]?.getTime());
      if (wrong === -1) continue;
      return failed(
        `on ${days[wrong]!.toString()} it is noon in ${zone} at ${textOf(here[wrong])} here (tzdata ${version}) and at ${textOf(there[wrong])} in Temporal`,
        'Update the older of the two: Node for this program, the image or the tzdata package for Temporal.',
      );
    }
    return ok(`tzdata ${version}; ${zones.length} zones are as Temporal knows them for the next ${years} years`);
  },
});

/** The first and the middle of each month. */
function daysFrom(first: Dates.PlainDate): Dates.PlainDate[] {
  const months = Array.from({ length: years * 12 }, (_, n) => first.add({ months: n }).with({ day: 1 }));
  const days = months.flatMap((month) => [month, month.with({ day: 15 })]);
  return days.filter((day) => Dates.PlainDate.compare(day, first) >= 0);
}

async function noonsThere(temporal: Temporal, timezoneName: string, from: Date, to: Date): Promise<Date[]> {
  const spec = { cronString: ['0 12 1,15 * *'], timezoneName };
  // A day more at each end: they may know other offsets there.
  const range = { from: new Date(from.getTime() - 43_200_000), to: new Date(to.getTime() + 43_200_000), most: 100 };
  const { times } = await withThrowaway(temporal, spec, (name) => matchingTimes(temporal, name, range));
  return times;
}

const textOf = (at: Date | undefined) => at?.toISOString().replace('.000', '') ?? 'no time';
