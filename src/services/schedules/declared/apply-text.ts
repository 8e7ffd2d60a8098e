import { DomainError, InvalidInputError, ServiceUnavailableError } from '../../../errors.ts';
import { createAdvisoryLock } from '../../../platform/db/advisory-lock.ts';
import type { Database } from '../../../platform/db/database.ts';
import { isUnreachable } from '../../../platform/db/unreachable.ts';
import type { Log } from '../../../platform/log.ts';
import type { Storage } from '../../../platform/storage.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { allowedIn } from '../allowed-buckets.ts';
import type { Startable } from '../startables.ts';
import type { Failures } from './apply.ts';
import { lockNameOf } from './lock-name.ts';
import { inOrder } from './plan-in-words.ts';
import type { Plan } from './plan.ts';
import { createFileReader, type DeclaredFile } from './read-file.ts';
import { createReconciler } from './reconciler.ts';

/** Servers make some fifty schedules a second: more would take longer than a request may. */
export const mostByRequest = 1000;

/** What was done so that schedules are as a file says, or would be. */
export interface Applied {
  /** Whether it was only planned. */
  dryRun: boolean;
  /** Without what has failed. */
  plan: Plan;
  /** Names of those that something was done to, as the audit log has them. */
  changed: string[];
  /** Steps that could not be done; the rest is. */
  failures: Failures;
}

/** Somebody applies the file of this owner already, and goes on to. */
export class SchedulesLockedError extends DomainError {
  constructor(owner: string) {
    super(
      'SCHEDULES_LOCKED',
      `A scheduler applies the file of ${owner}, and would take back what differs from it: change the file that it reads, or stop it first.`,
    );
  }
}

interface Platform {
  temporal: Temporal;
  storage: Storage;
  database: Database;
  log: Log;
}

/** Applies files of schedules that are sent, where there is no scheduler that keeps to one. */
export function createApplyDeclared({ temporal, storage, database, log }: Platform, startables: readonly Startable[]) {
  const readFile = createFileReader(startables.map((startable) => allowedIn(storage, startable)));
  const reconciler = createReconciler({ temporal, database, log });

  /** Throws SchedulesFileError, and then has changed nothing; SchedulesLockedError; or InvalidInputError for too long a file. */
  return async function applyDeclared(text: string, dryRun: boolean): Promise<Applied> {
    const file = readFile('schedules', text);
    if (file.schedules.size > mostByRequest) {
      const message = `It has ${file.schedules.size} schedules; more than ${mostByRequest} are for RUN_MODE=scheduler with SCHEDULER_ONCE.`;
      throw new InvalidInputError([{ path: ['file'], message }]);
    }
    if (dryRun) return applied(dryRun, await reconciler.plan(file));
    return locked(file, async (signal) => {
      const plan = await reconciler.plan(file);
      return applied(dryRun, plan, await reconciler.apply(file, plan, signal));
    });
  };

  async function locked<T>(file: DeclaredFile, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const lock = createAdvisoryLock(database, log);
    const held = await lock.take(lockNameOf(file, temporal)).catch((error: unknown) => {
      throw isUnreachable(error) ? new ServiceUnavailableError('The database', error) : error;
    });
    if (!held) throw new SchedulesLockedError(file.owner);
    try {
      const done = await work(held);
      if (held.aborted) throw new ServiceUnavailableError('The database');
      return done;
    } finally {
      lock.release();
    }
  }
}

const applied = (dryRun: boolean, { steps, same }: Plan, failures: Failures = []): Applied => {
  const failed = new Set(failures.map(({ name }) => name));
  const left = inOrder(steps.filter(({ name }) => !failed.has(name)));
  return { dryRun, plan: { steps: left, same }, changed: dryRun ? [] : left.map(({ name }) => name), failures };
};
export type ApplyDeclared = ReturnType<typeof createApplyDeclared>;
