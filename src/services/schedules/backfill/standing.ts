import type { Occurrence } from './occurrences.ts';

/** What is known of all times of a schedule. */
interface Knowledge {
  /** When there was first a schedule of that name. */
  firstUsed: Date;
  /** What closed earlier Temporal may have forgotten. */
  forgottenBefore: Date;
}

/**
 * Whether a time has been run, is to be run, or nobody can know. Without a row only the schedule itself can have run it:
 * not before there was one, and not without a trace that Temporal still has, if it is not long ago. With a row, only the
 * backfill that claimed it can have: right after it did.
 */
export function standingOf(
  time: Date,
  row: Occurrence | undefined,
  isListed: boolean,
  { firstUsed, forgottenBefore }: Knowledge,
): 'DONE' | 'DUE' | 'UNKNOWN' {
  if (isListed || row?.confirmedAt) return 'DONE';
  const sure = row ? row.claimedAt >= forgottenBefore : time < firstUsed || time >= forgottenBefore;
  return sure ? 'DUE' : 'UNKNOWN';
}
