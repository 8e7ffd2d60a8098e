import { Temporal as Dates } from 'temporal-polyfill';
import type { Temporal } from '../../../platform/temporal.ts';
import { specToTemporal } from '../spec-to-temporal.ts';
import type { ScheduleSpec } from '../spec.ts';
import { clockChanges, wallClock, type ClockChange } from './clock-changes.ts';
import { matchingTimes } from '../matching-times.ts';
import { withThrowaway } from '../throwaway.ts';

/** What becomes of a time that a clock change takes away, or gives twice, or that the server loses soon after. */
export type ClockEffect = 'SKIPPED' | 'MOVED' | 'ONCE' | 'TWICE';

export interface ClockWarning {
  effect: ClockEffect;
  /** What the clock on the wall shows when it is due, without an offset: `2026-10-25T02:30:00`. */
  local: string;
  /** When the server starts a run for it. */
  runs: Date[];
  changeAt: Date;
}

/** Years of changes twice a year; times around one change, and warnings of it. */
const most = { changes: 20, times: 2000, warnings: 200 };
/** Around a change: no zone changes its clock by more. */
const marginMs = 3 * 3600_000;

/**
 * What the server does with the times that clock changes take away or repeat. The server itself says so: it is asked for
 * the times by the clock on the wall, as if there were no change, and for those it really starts runs at.
 */
export async function clockWarnings(
  temporal: Temporal,
  spec: ScheduleSpec,
  { from, to }: { from: Date; to: Date },
): Promise<ClockWarning[]> {
  const changes = clockChanges(spec.timeZone, from, to, most.changes);
  if (changes.length === 0 || spec.cron.length + spec.calendars.length === 0) return [];
  const byClock = specToTemporal({ ...spec, intervals: [], jitter: 0, startAt: null, endAt: null });
  return withThrowaway(temporal, { ...byClock, timezoneName: 'UTC' }, (unchanged) =>
    withThrowaway(temporal, byClock, async (real) => {
      const warnings: ClockWarning[] = [];
      for (const change of changes) {
        const around = { from: new Date(+change.at - marginMs), to: new Date(+change.at + marginMs) };
        const { times } = await matchingTimes(temporal, real, { ...around, most: most.times });
        const runs = times.map((at) => ({ at, clock: wallClock(at, spec.timeZone) }));
        const due = await dueTimes(temporal, unchanged, change);
        // Of a schedule that is due every few seconds the answer ends earlier, and says nothing of what is behind.
        const isTold =
          times.length < most.times ? () => true : isBefore(runs.at(-1)!.clock.subtract(jumpOf(change).abs()));
        warnings.push(...warningsOf(change, due.filter(isTold), runs).slice(0, most.warnings));
      }
      return warnings;
    }),
  );
}

const asUtc = (clock: Dates.PlainDateTime) => new Date(clock.toZonedDateTime('UTC').epochMilliseconds);

interface RunTime {
  at: Date;
  clock: Dates.PlainDateTime;
}

const jumpOf = ({ before, after }: ClockChange) => before.until(after);
const isBefore = (end: Dates.PlainDateTime) => (clock: Dates.PlainDateTime) =>
  Dates.PlainDateTime.compare(clock, end) < 0;

/** The clock does not show what is between these at all, or shows it twice. */
const affectedBy = ({ before, after }: ClockChange) =>
  Dates.PlainDateTime.compare(before, after) < 0 ? ([before, after] as const) : ([after, before] as const);

/** What the clock shows at the times that are due, if there were no change: from where it does something, and one margin more. */
async function dueTimes(temporal: Temporal, name: string, change: ClockChange): Promise<Dates.PlainDateTime[]> {
  const [begin, end] = affectedBy(change);
  const range = {
    from: asUtc(begin),
    to: new Date(+asUtc(end) + marginMs - Math.abs(jumpMs(change))),
    most: most.times,
  };
  const { times } = await matchingTimes(temporal, name, range);
  return times.map((at) => wallClock(at, 'UTC'));
}
const jumpMs = (change: ClockChange) => jumpOf(change).total('milliseconds');

function warningsOf(
  change: ClockChange,
  due: readonly Dates.PlainDateTime[],
  runs: readonly RunTime[],
): ClockWarning[] {
  const isAffected = isBefore(affectedBy(change)[1]);
  const jump = jumpOf(change);
  const showing = (clock: Dates.PlainDateTime) => runs.filter((run) => run.clock.equals(clock)).map((run) => run.at);
  const fateOf = (clock: Dates.PlainDateTime): Pick<ClockWarning, 'effect' | 'runs'> | null => {
    const same = showing(clock);
    // After a change back the server goes on too late, and loses times that are on the clock once (measured, 1.31).
    if (!isAffected(clock)) return same.length > 0 ? null : { effect: 'SKIPPED', runs: [] };
    if (jump.sign < 0)
      return { effect: same.length > 1 ? 'TWICE' : same.length === 1 ? 'ONCE' : 'SKIPPED', runs: same };
    const instead = clock.add(jump);
    const moved = due.some((other) => other.equals(instead)) ? [] : showing(instead);
    return { effect: moved.length > 0 ? 'MOVED' : 'SKIPPED', runs: moved };
  };
  return due.flatMap((clock) => {
    const fate = fateOf(clock);
    return fate ? { ...fate, local: clock.toString({ smallestUnit: 'second' }), changeAt: change.at } : [];
  });
}
