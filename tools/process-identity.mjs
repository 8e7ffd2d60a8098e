import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { codeOf } from './failure.mjs';

/**
 * `born` tells a process from a later one with the same pid, which containers produce daily.
 * @typedef {{ pid: number, born: string | null }} Identity
 */

/**
 * When a process began, as an opaque text; null when there is no such process, or no way to tell.
 * @param {number} pid
 */
export function birthOf(pid) {
  if (process.platform === 'linux') {
    const found = stat(pid);
    // A zombie has ended: it only waits for its parent to notice, which pid 1 of a container may never do.
    return found && found.state !== 'Z' ? found.started : null;
  }
  const { error, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  if (error && codeOf(error) !== 'ENOENT') throw error;
  return stdout?.trim() || null;
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
    return codeOf(error) === 'EPERM';
  }
}

/**
 * The parent of any process; null where that cannot be told cheaply.
 * @param {number} pid
 */
export function parentOf(pid) {
  if (process.platform !== 'linux') return null;
  try {
    return stat(pid)?.parent ?? null;
  } catch (error) {
    // Some systems show no one another user's processes.
    if (codeOf(error) === 'EPERM' || codeOf(error) === 'EACCES') return null;
    throw error;
  }
}

/**
 * Null when there is no such process. Anything else is thrown: who takes a process that cannot be read for a dead one
 * takes over what it holds.
 * @param {number} pid
 */
function stat(pid) {
  try {
    // The name in the second field may itself hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: fields[0], parent: Number(fields[1]), started: fields[19] ?? null };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return null;
    throw error;
  }
}
