import type { Database } from '../../../platform/db/database.ts';
import type { Log } from '../../../platform/log.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { createSchedules } from '../schedules.ts';
import { applyPlan, type Failures } from './apply.ts';
import { countsOf, createPlanner, type Plan } from './plan.ts';
import type { DeclaredFile } from './read-file.ts';

/** Describing a schedule costs the server some milliseconds: each round does so for as many as look right. */
const usualLooks = 200;

interface Servers {
  temporal: Temporal;
  database: Database;
  log: Log;
}

/** Makes the schedules of a namespace what a file says. */
export function createReconciler({ temporal, database, log }: Servers, looks = usualLooks) {
  const schedules = createSchedules(temporal, database);
  const planner = createPlanner(temporal, schedules);
  const apply = async (file: DeclaredFile, plan: Plan, signal: AbortSignal): Promise<Failures> => {
    const counts = countsOf(plan);
    if (plan.steps.length === 0) {
      log.debug(counts, 'the schedules are as the file says');
      return [];
    }
    log.info(counts, 'the schedules are not as the file says');
    const failures = await applyPlan({ temporal, database, schedules, planner, log }, file, plan, signal);
    log.info({ ...counts, failed: failures.length }, signal.aborted ? 'stopped in between' : 'the file was applied');
    return failures;
  };
  return {
    /** What would be done, with a look at every schedule. Throws SchedulesFileError. */
    plan: (file: DeclaredFile) => planner.plan(file, Infinity),

    /** Does what was planned. */
    apply,

    /** Plans and does it; `thorough` looks at every schedule. Throws SchedulesFileError, and then has changed nothing. */
    reconcile: async (file: DeclaredFile, thorough: boolean, signal: AbortSignal): Promise<Failures> =>
      apply(file, await planner.plan(file, thorough ? Infinity : looks), signal),
  };
}
