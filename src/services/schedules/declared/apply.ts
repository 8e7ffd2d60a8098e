import {
  DomainError,
  ScheduleAlreadyExistsError,
  ScheduleConflictError,
  ScheduleNotFoundError,
  ServiceUnavailableError,
} from '../../../errors.ts';
import type { Database } from '../../../platform/db/database.ts';
import type { Log } from '../../../platform/log.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { createSlots } from '../../../platform/slots.ts';
import type { Schedules } from '../schedules.ts';
import { definitionOf } from '../definition.ts';
import { makeSchedule } from '../write.ts';
import { inWords } from './differences.ts';
import { atOnce, type Plan, type Planner, type Step } from './plan.ts';
import type { DeclaredFile } from './read-file.ts';

interface Applier {
  temporal: Temporal;
  database: Database;
  schedules: Pick<Schedules, 'update' | 'remove'>;
  planner: Planner;
  log: Log;
}

const toldEveryMs = 5000;
/** How often a schedule is looked at anew that somebody else changes at the same time. */
const mostAttempts = 3;

/** Steps that could not be done, by the names of their schedules; the rest is done. */
export type Failures = { name: string; message: string }[];

/**
 * Does what was planned. Each step is whole or not done, and a plan made anew knows which are left: so it may end at
 * any line. Rejects when a server does not answer; goes on with nothing once the signal is aborted.
 */
export async function applyPlan(
  { temporal, database, schedules, planner, log }: Applier,
  file: DeclaredFile,
  { steps }: Plan,
  signal: AbortSignal,
): Promise<Failures> {
  const failures: Failures = [];
  const stopped = new AbortController();
  let done = 0;

  const act = async (step: Step): Promise<void> => {
    if (step.kind === 'create') {
      const { request } = step.schedule;
      await makeSchedule(temporal, database, request.name, definitionOf(request), `file:${file.owner}`);
    } else if (step.kind === 'delete') await schedules.remove(step.name);
    else {
      const { name: _name, ...changes } = step.schedule.request;
      const resumes = step.differences.some(({ field, to }) => field === 'paused' && to === false);
      // What it was paused for is not so any more.
      const note = resumes ? `Resumed, as the file of ${file.owner} says` : undefined;
      await schedules.update(step.name, step.revision, { ...(note && { note }), ...changes });
    }
    log.info({ schedule: step.name, ...detailsOf(step) }, sayings[step.kind]);
  };

  const attempt = async (planned: Step): Promise<void> => {
    let step: Step | null = planned;
    for (let left = mostAttempts; step; left--) {
      try {
        return await act(step);
      } catch (error) {
        if (!isSurprise(error) || left === 1) throw error;
        step = await planner.stepFor(file, step.name);
      }
    }
  };

  const telling = setInterval(() => log.info({ done, of: steps.length }, 'schedules are being applied'), toldEveryMs);
  const slots = createSlots(atOnce);
  try {
    await Promise.all(
      steps.map((step) =>
        slots.run(async () => {
          if (signal.aborted || stopped.signal.aborted) return;
          try {
            await attempt(step);
            done++;
          } catch (error) {
            if (!(error instanceof DomainError) || error instanceof ServiceUnavailableError) {
              stopped.abort();
              throw error;
            }
            failures.push({ name: step.name, message: error.message });
          }
        }),
      ),
    );
  } finally {
    clearInterval(telling);
  }
  return failures;
}

const sayings = { create: 'schedule created', change: 'schedule changed', delete: 'schedule deleted' };

const detailsOf = (step: Step) => (step.kind === 'change' ? { changes: step.differences.map(inWords) } : {});

/** It is no longer as it was when it was planned: somebody was quicker, or an answer was lost. */
const isSurprise = (error: unknown) =>
  error instanceof ScheduleConflictError ||
  error instanceof ScheduleAlreadyExistsError ||
  error instanceof ScheduleNotFoundError;
