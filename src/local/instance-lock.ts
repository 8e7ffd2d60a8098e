import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { tryLock } from '../../tools/lock.mjs';
import { StartFailure } from './start-failure.ts';

export interface InstanceLock {
  /** From now on a second start is told where this one serves. */
  servesAt(url: string): void;
  release(): void;
}

/** Says which process uses a data folder. */
export const lockFileOf = (dataDir: string) => path.join(dataDir, 'instance.lock');

/** Claims a data folder for this process: two sets of servers on the same files would destroy them. */
export function lockInstance(dataDir: string): InstanceLock {
  const attempt = claim(dataDir);
  if ('holder' in attempt) {
    const { note, pid } = attempt.holder;
    const state = note ? `running at ${note}` : 'starting';
    throw new StartFailure(
      `Tempograph is already ${state} (process ${pid}, data in ${dataDir}): stop that one, or set DATA_DIR to another folder.`,
    );
  }
  const { lock } = attempt;
  return { servesAt: (url) => lock.update(url), release: () => lock.release() };
}

function claim(dataDir: string) {
  try {
    mkdirSync(dataDir, { recursive: true });
    return tryLock(lockFileOf(dataDir), '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`The data folder ${dataDir} cannot be used (${reason}): set DATA_DIR to another.`, 1, {
      cause: error,
    });
  }
}
