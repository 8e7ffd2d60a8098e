import { firstOf, toEach, type BulkFailure } from '../bulk.ts';
import { everyRow } from '../page.ts';
import type { ScheduleFilter } from './list.ts';
import type { Schedule } from './schedule.ts';
import type { Schedules } from './schedules.ts';

const pageSize = 100;
/** More schedules than this are not changed by one request. */
export const mostInBulk = 10_000;

export interface BulkOutcome {
  /** Whether they were only counted. */
  dryRun: boolean;
  /** Schedules that match. */
  count: number;
  /** Of those, the ones that a file declares: what contradicts the file is taken back. */
  declared: number;
  /** Names of those that something was done to, as the audit log has them. */
  changed: string[];
  /** Those that nothing could be done to; the rest is done. */
  failures: BulkFailure[];
}

/**
 * Does something to every schedule that a filter matches; with `dryRun` it only counts them. The list it goes by lags
 * behind by moments.
 */
export async function inBulk(
  schedules: Pick<Schedules, 'list'>,
  filter: ScheduleFilter,
  dryRun: boolean,
  act: (schedule: Schedule) => Promise<unknown>,
): Promise<BulkOutcome> {
  const listed = everyRow((after) => schedules.list(filter, pageSize, after));
  const { found } = await firstOf(listed, mostInBulk);
  const declared = found.filter((schedule) => schedule.declared !== null).length;
  const { changed, failures } = await toEach(dryRun ? [] : found, ({ name }) => name, act);
  return { dryRun, count: found.length, declared, changed, failures };
}
