import { firstOf, toEach, type BulkFailure } from '../bulk.ts';
import { everyRow } from '../page.ts';
import type { RunFilter } from './list.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';
import type { RunStatus } from './status.ts';

const pageSize = 100;
/** More runs than this are not changed by one request. */
export const mostInBulk = 1000;

export interface RunsOutcome {
  /** Whether they were only counted. */
  dryRun: boolean;
  /** Runs that match and can be changed, up to `mostInBulk`. */
  count: number;
  /** Whether there are more of them. */
  more: boolean;
  /** Ids of those that were changed. */
  changed: string[];
  /** Those that nothing could be done to; the rest is done. */
  failures: BulkFailure[];
}

/**
 * Does something to the runs that a filter matches, the newest first; with `dryRun` it only counts them. The list it goes
 * by lags behind by moments. `only`: others cannot be changed so.
 */
export async function runsInBulk(
  runs: Pick<Runs, 'list'>,
  { status, ...filter }: RunFilter,
  { dryRun, only }: { dryRun: boolean; only?: readonly RunStatus[] },
  act: (run: Run) => Promise<unknown>,
): Promise<RunsOutcome> {
  const narrowed = only ? only.filter((one) => !status?.length || status.includes(one)) : status;
  if (only && narrowed?.length === 0) return { dryRun, count: 0, more: false, changed: [], failures: [] };
  const listed = everyRow((after) => runs.list({ ...filter, status: narrowed }, pageSize, after));
  const { found, more } = await firstOf(listed, mostInBulk);
  const { changed, failures } = await toEach(dryRun ? [] : found, ({ id }) => id, act);
  return { dryRun, count: found.length, more, changed, failures };
}
