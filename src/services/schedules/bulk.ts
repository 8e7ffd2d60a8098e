import { DomainError } from '../../errors.ts';
import { everyRow } from '../page.ts';
import { createSlots } from '../slots.ts';
import type { ScheduleFilter } from './list.ts';
import type { Schedule } from './schedule.ts';
import type { Schedules } from './schedules.ts';

const pageSize = 100;
/** More schedules than this are not changed by one request. */
export const mostInBulk = 10_000;
const atOnce = 10;

export interface BulkOutcome {
  /** Whether they were only counted. */
  dryRun: boolean;
  /** Schedules that match. */
  count: number;
  /** Of those, the ones that a file declares: what contradicts the file is taken back. */
  declared: number;
  /** Those that nothing could be done to; the rest is done. */
  failures: { name: string; code: string; message: string }[];
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
  const matching: Schedule[] = [];
  for await (const schedule of everyRow((after) => schedules.list(filter, pageSize, after))) {
    if (matching.push(schedule) === mostInBulk) break;
  }
  const declared = matching.filter((schedule) => schedule.declared !== null).length;
  const counts = { dryRun, count: matching.length, declared };
  if (dryRun) return { ...counts, failures: [] };
  const slots = createSlots(atOnce);
  const outcomes = await Promise.all(
    matching.map((schedule) =>
      slots.run(async () => {
        try {
          await act(schedule);
          return [];
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          return [{ name: schedule.name, code: error.code, message: error.message }];
        }
      }),
    ),
  );
  return { ...counts, failures: outcomes.flat() };
}
