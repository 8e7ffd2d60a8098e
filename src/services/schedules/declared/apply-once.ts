import { sleep } from '../../../platform/sleep.ts';
import { DomainError } from '../../../errors.ts';
import { readText } from './file-source.ts';
import type { SchedulerParts } from './scheduler.ts';

/** How long another scheduler is waited for. */
const patienceMs = 60_000;

/** Applies a file, all of it or throws a DomainError that says what is wrong. */
export async function applyOnce(
  { path, read, lock, lockName, reconcile, log, pace }: Omit<SchedulerParts, 'source'> & { path: string },
  signal: AbortSignal,
): Promise<void> {
  const file = read(await readText(path));
  const held = await patiently();
  if (!held) return;
  const failures = await reconcile(file, true, AbortSignal.any([signal, held]));
  if (signal.aborted) return;
  if (held.aborted)
    throw new DomainError('LOCK_LOST', 'The database connection ended in between: apply the file again.');
  if (failures.length === 0) {
    log.info({ owner: file.owner, schedules: file.schedules.size }, 'the schedules are as the file says');
    return;
  }
  throw new DomainError(
    'NOT_APPLIED',
    failures.map(({ name, message }) => `${name} was not applied: ${message}`).join('\n'),
  );

  async function patiently(): Promise<AbortSignal | null> {
    const until = performance.now() + patienceMs;
    for (let told = false; !signal.aborted; told = true) {
      const got = await lock.take(lockName(file));
      if (got) return got;
      if (performance.now() > until) {
        throw new DomainError(
          'LOCKED',
          `Another scheduler applies the file of ${file.owner}, and goes on to: stop it first.`,
        );
      }
      if (!told) log.info({ owner: file.owner }, 'another scheduler applies this file: waiting for its end');
      await sleep(pace.lookMs, signal);
    }
    return null;
  }
}
