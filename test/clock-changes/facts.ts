import { wallClock } from '../../src/services/schedules/preview/clock-changes.ts';
import type { ClockEffect } from '../../src/services/schedules/preview/clock-warnings.ts';
import type { Night, Pattern } from './nights.ts';

/** What became of a time that is due by the clock on the wall. */
export interface Fact {
  effect: ClockEffect;
  local: string;
  runs: Date[];
}

type Clock = ReturnType<typeof wallClock>;
const minuteMs = 60_000;
const aroundMs = 3 * 3600_000;

/** The hours that a clock change may do something to. */
export const around = ({ change }: Night) => ({
  from: new Date(+change.at - aroundMs),
  to: new Date(+change.at + aroundMs),
});

/**
 * What became of the times to which something happened, in their order: worked out minute by minute, from nothing but the
 * times at which there are runs.
 */
export function factsOf(night: Night, { due }: Pattern, runs: readonly Date[]): Fact[] {
  if (!due) return [];
  const { timeZone, change } = night;
  const { from, to } = around(night);
  const moments = Array.from({ length: (+to - +from) / minuteMs }, (_, n) => new Date(+from + n * minuteMs));
  const shows = moments.map((at) => ({ at, clock: wallClock(at, timeZone) }));
  const momentsOf = (clock: Clock) => shows.filter((one) => one.clock.equals(clock)).map(({ at }) => at);
  const isRun = (at: Date) => runs.some((run) => +run === +at);
  const shift = change.before.until(change.after);
  const facts: Fact[] = [];
  const last = wallClock(to, timeZone);
  for (let clock = wallClock(from, timeZone); !clock.equals(last); clock = clock.add({ minutes: 1 })) {
    if (!isDue(clock)) continue;
    const local = clock.toString({ smallestUnit: 'second' });
    const at = momentsOf(clock);
    const there = at.filter(isRun);
    if (at.length === 1 && there.length === 0) facts.push({ effect: 'SKIPPED', local, runs: [] });
    if (at.length === 2)
      facts.push({ effect: (['SKIPPED', 'ONCE', 'TWICE'] as const)[there.length]!, local, runs: there });
    if (at.length > 0) continue;
    const instead = clock.add(shift);
    const moved = isDue(instead) ? [] : momentsOf(instead).filter(isRun);
    facts.push({ effect: moved.length > 0 ? 'MOVED' : 'SKIPPED', local, runs: moved });
  }
  return facts;

  function isDue({ hour, minute }: { hour: number; minute: number }) {
    return due!.includes(hour * 60 + minute);
  }
}
