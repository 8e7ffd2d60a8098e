import os from 'node:os';
import path from 'node:path';
import { codeOf } from '../../tools/failure.mjs';
import { tryLock } from '../../tools/lock.mjs';
import { isFree } from './free-port.ts';
import { StartFailure } from './start-failure.ts';

export const usualPort = 4000;

/**
 * The port to serve on: what the environment asks for, when it is free. Null, for no wish, takes the usual one or any.
 * 0, for any, is left to the system to choose when it is listened on: one chosen here could be taken by then.
 */
export async function choosePort(host: string, wanted: number | null): Promise<number> {
  if (wanted === null) return (await claimUsualPort(host)) ? usualPort : 0;
  if (wanted === 0 || (await isFree(wanted, host))) return wanted;
  throw new StartFailure(`Port ${wanted} is taken or may not be used: set PORT to another, or to 0 for a free one.`);
}

/**
 * Whether the usual port is ours. We listen on it only seconds from now, so two checkouts that start in the same moment
 * would both find it free: the lock decides. It is left to be taken over when this process has ended.
 */
async function claimUsualPort(host: string): Promise<boolean> {
  if (!(await isFree(usualPort, host))) return false;
  try {
    return 'lock' in tryLock(path.join(os.tmpdir(), `tempograph-port-${usualPort}.lock`), 'about to serve');
  } catch (error) {
    // Left behind by another user: it cannot be taken over, and another port is as good.
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return false;
    throw error;
  }
}
