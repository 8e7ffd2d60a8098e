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
    // Field 22 of stat; the name before it may itself hold spaces and brackets.
    if (process.platform === 'linux') {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      // A zombie has ended: it only waits for its parent to notice, which pid 1 of a container may never do.
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
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
