import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * `born` tells a process from a later one with the same pid, which containers produce daily.
 * @typedef {{ pid: number, born: string | null }} Identity
 */

/**
 * When a process began, as an opaque text; null when there is no such process, or no way to tell.
 * @param {number} pid
 */
export function birthOf(pid) {
  try {
    if (process.platform === 'linux') {
      const { state, started } = stat(pid);
      // A zombie has ended: it only waits for its parent to notice, which pid 1 of a container may never do.
      return state === 'Z' ? null : started;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/**
 * Whether that very process is still there.
 * @param {Identity} holder
 */
export function isAlive({ pid, born }) {
  if (born !== null) return birthOf(pid) === born;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * The parent of any process; null where that cannot be told cheaply.
 * @param {number} pid
 */
export function parentOf(pid) {
  try {
    return process.platform === 'linux' ? stat(pid).parent : null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function stat(pid) {
  // The name in the second field may itself hold spaces and brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { state: fields[0], parent: Number(fields[1]), started: fields[19] ?? null };
}
