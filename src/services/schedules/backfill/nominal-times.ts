import { milliseconds } from '../../runs/timestamp.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import type { Description } from '../from-temporal.ts';
import { matchingTimes } from '../matching-times.ts';
import { withThrowaway } from '../throwaway.ts';

interface Range {
  from: Date;
  to: Date;
  most: number;
}

/** When a schedule is due without its jitter, which is how its runs are named; and whether that is all of them. */
export function nominalTimes(temporal: Temporal, name: string, { schedule }: Description, range: Range) {
  const spec = schedule?.spec;
  if (milliseconds(spec?.jitter) === 0) return matchingTimes(temporal, name, range);
  // Asked about the schedule itself, the server would add the jitter.
  return withThrowaway(temporal, { ...spec, jitter: null }, (copy) => matchingTimes(temporal, copy, range));
}
