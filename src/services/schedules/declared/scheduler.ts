import type { AdvisoryLock } from '../../../platform/db/advisory-lock.ts';
import type { Log } from '../../../platform/log.ts';
import { reasonOf } from '../../../platform/reason-of.ts';
import { sleep } from '../../../platform/sleep.ts';
import { createRarely } from '../../rarely.ts';
import type { Failures } from './apply.ts';
import { SchedulesFileError } from './file-error.ts';
import type { FileSource } from './file-source.ts';
import type { DeclaredFile } from './read-file.ts';

export interface Pace {
  /** How often what there is is held against the file. */
  roundMs: number;
  /** How often the file and the lock are looked at. */
  lookMs: number;
  /** How long after a round that failed comes the next. */
  retryMs: number;
}

export const usualPace: Pace = { roundMs: 60_000, lookMs: 2000, retryMs: 15_000 };

/** What a scheduler stands on. */
export interface SchedulerParts {
  source: FileSource;
  read(text: string): DeclaredFile;
  lock: AdvisoryLock;
  /** What no two schedulers may do at once. */
  lockName(file: DeclaredFile): string;
  /** Makes what there is what the file says; `thorough` looks at every schedule. */
  reconcile(file: DeclaredFile, thorough: boolean, signal: AbortSignal): Promise<Failures>;
  log: Log;
  pace: Pace;
}

/** Another process has the lock: this one is in good health, and takes over when that ends. */
type Role = 'APPLYING' | 'WAITING';

const toldEveryMs = 10 * 60_000;

/** Keeps the schedules of a file as the file says, until it is stopped. */
export function createScheduler({ source, read, lock, lockName, reconcile, log, pace }: SchedulerParts) {
  let file: DeclaredFile | undefined;
  let role: Role | undefined;
  let due = 0;
  let first = true;
  let fileTrouble: string | null = 'The file was not read yet.';
  let roundTrouble: string | null = 'The file was not applied yet.';
  let told = '';
  let rarely = createRarely(toldEveryMs);

  /** Whatever stays wrong is told once in a while. */
  const tell = (error: unknown) => {
    if (reasonOf(error) !== told) rarely = createRarely(toldEveryMs);
    told = reasonOf(error);
    rarely(() => {
      if (error instanceof SchedulesFileError) {
        for (const problem of error.problems)
          log.error({ ...problem }, 'the schedules file cannot be applied: nothing was changed');
      } else log.warn({ err: error }, 'the schedules could not be brought in line with the file');
    });
    return told;
  };

  const look = async () => {
    try {
      const text = await source.next();
      if (text === null) return;
      file = read(text);
      fileTrouble = null;
      due = 0;
      first = true;
      log.info({ owner: file.owner, schedules: file.schedules.size }, 'the schedules file was read');
    } catch (error) {
      if (!(error instanceof SchedulesFileError)) throw error;
      fileTrouble = tell(error);
    }
  };

  const round = async (known: DeclaredFile, signal: AbortSignal) => {
    try {
      const failures = await reconcile(known, first, signal);
      if (signal.aborted) return;
      const [one] = failures;
      if (one) throw new Error(`${failures.length} schedules were not applied, such as ${one.name}: ${one.message}`);
      first = false;
      roundTrouble = null;
      due = performance.now() + pace.roundMs;
    } catch (error) {
      if (signal.aborted) return;
      roundTrouble = tell(error);
      due = performance.now() + Math.min(pace.retryMs, pace.roundMs);
    }
  };

  const step = async (signal: AbortSignal) => {
    await look();
    if (!file) return;
    const held = await lock.take(lockName(file));
    if (!held) {
      if (role !== 'WAITING')
        log.info({ owner: file.owner }, 'another scheduler applies this file: waiting for its end');
      role = 'WAITING';
      return;
    }
    if (role !== 'APPLYING') {
      log.info({ owner: file.owner }, 'this scheduler applies the file');
      roundTrouble = 'The file was not applied yet.';
      due = 0;
      first = true;
      role = 'APPLYING';
      held.addEventListener('abort', () => (role = undefined), { once: true });
    }
    if (performance.now() >= due) await round(file, AbortSignal.any([signal, held]));
  };

  return {
    /** What is wrong, or null; which part this process has in it. */
    state: () => ({ role, trouble: fileTrouble ?? (role === 'WAITING' ? null : roundTrouble) }),
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        try {
          await step(signal);
        } catch (error) {
          roundTrouble = tell(error);
          role = undefined;
        }
        await sleep(pace.lookMs, signal);
      }
    },
  };
}
