import { Temporal as Dates } from 'temporal-polyfill';
import type { Temporal } from '../../../platform/temporal.ts';
import type { ScheduleSpec } from '../spec.ts';
import { clockChanges, wallClock, type ClockChange } from './clock-changes.ts';
import { matchingTimes } from './matching-times.ts';
import { withThrowaway } from './throwaway.ts';

/** What becomes of a time that a clock change takes away, or gives twice. */
export const clockEffects = ['SKIPPED', 'MOVED', 'ONCE', 'TWICE'] as const;
export type ClockEffect = (typeof clockEffects)[number];

export interface ClockWarning {
  effect: ClockEffect;
  /** What the clock on the wall shows when it is due, without an offset: `2026-10-25T02:30:00`. */
  local: string;
  /** When the server starts a run for it. */
  runs: Date[];
  changeAt: Date;
}

/** Years of changes twice a year; times of one change. */
const most = { changes: 20, times: 200 };
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
  const byClock = { ...spec, intervals: [], jitter: 0, startAt: null, endAt: null };
  return withThrowaway(temporal, { ...byClock, timeZone: 'UTC' }, (unchanged) =>
    withThrowaway(temporal, byClock, async (real) => {
      const warnings: ClockWarning[] = [];
      for (const change of changes) {
        const around = { from: new Date(+change.at - marginMs), to: new Date(+change.at + marginMs) };
        const { times } = await matchingTimes(temporal, real, { ...around, most: most.times });
        const runs = times.map((at) => ({ at, clock: wallClock(at, spec.timeZone) }));
        warnings.push(...effectsOf(change, await nominal(temporal, unchanged, change), runs));
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

/** The times on the clock that do not exist, or exist twice, and one margin of ordinary ones behind them. */
async function nominal(temporal: Temporal, name: string, { before, after }: ClockChange) {
  const [begin, end] = Dates.PlainDateTime.compare(before, after) < 0 ? [before, after] : [after, before];
  const range = { from: asUtc(begin), to: new Date(+asUtc(end) + marginMs), most: most.times };
  const { times } = await matchingTimes(temporal, name, range);
  const clocks = times.map((at) => wallClock(at, 'UTC'));
  const isAffected = (clock: Dates.PlainDateTime) => Dates.PlainDateTime.compare(clock, end) < 0;
  return { affected: clocks.filter(isAffected), ordinary: clocks.filter((clock) => !isAffected(clock)) };
}

function effectsOf(
  { at, before, after }: ClockChange,
  { affected, ordinary }: Awaited<ReturnType<typeof nominal>>,
  runs: readonly RunTime[],
): ClockWarning[] {
  const forward = before.until(after);
  const repeated = Dates.PlainDateTime.compare(before, after) > 0;
  const showing = (clock: Dates.PlainDateTime) => runs.filter((run) => run.clock.equals(clock)).map((run) => run.at);
  return affected.map((due) => {
    const local = due.toString({ smallestUnit: 'second' });
    if (repeated) {
      const same = showing(due);
      const effect = same.length > 1 ? 'TWICE' : same.length === 1 ? 'ONCE' : 'SKIPPED';
      return { effect, local, runs: same, changeAt: at };
    }
    const instead = due.add(forward);
    const moved = ordinary.some((clock) => clock.equals(instead)) ? [] : showing(instead);
    return { effect: moved.length > 0 ? 'MOVED' : 'SKIPPED', local, runs: moved, changeAt: at };
  });
}
