import { InvalidInputError } from '../../errors.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { matchingTimes } from './matching-times.ts';
import { refusedWith, specRefusal } from './spec-refusal.ts';
import { specToTemporal } from './spec-to-temporal.ts';
import type { ScheduleSpec } from './spec.ts';
import { withThrowaway } from './throwaway.ts';

/** Calendars know no earlier year, and no later one. */
export const allTime = { from: new Date('2000-01-01T00:00:00Z'), to: new Date('2199-12-31T23:59:59Z') };

/** Asks the server whether it would take a spec, and changes nothing. Throws InvalidInputError. */
export async function checkSpec(temporal: Temporal, spec: ScheduleSpec): Promise<void> {
  const asked = specToTemporal(spec);
  const error = await refusedWith(temporal, asked);
  if (error !== null) throw await specRefusal(temporal, error, asked);
}

/** Asks the server whether a spec is due at all from a moment on, where it is in doubt. Throws InvalidInputError. */
export async function checkDue(temporal: Temporal, spec: ScheduleSpec, { from, to } = allTime): Promise<void> {
  if (isDueForSure(spec)) return;
  const { times } = await withThrowaway(temporal, specToTemporal(spec), (name) =>
    matchingTimes(temporal, name, { from, to, most: 1 }),
  );
  if (times.length > 0) return;
  const ended = spec.endAt && spec.endAt < from;
  const message = ended
    ? 'Has passed, so it would never be due.'
    : 'Would never be due: no moment fits all of it. Look at days and months (there is no 30 February), years, exclusions and endAt.';
  throw new InvalidInputError([{ path: ended ? ['spec', 'endAt'] : ['spec'], message }]);
}

/** What most are, so that the server is asked rarely: each time costs it a schedule of its own. */
const isDueForSure = ({ cron, intervals, exclusions, endAt }: ScheduleSpec) =>
  exclusions.length === 0 && !endAt && (intervals.length > 0 || cron.some((text) => anyDay.test(text)));

/** On every day of the month, and in any year. */
const anyDay = /^(@\w+|\S+\s+\S+\s+\*\s+\S+\s+\S+)$/;
