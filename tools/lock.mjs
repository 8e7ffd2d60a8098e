import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './failure.mjs';
import { birthOf, isAlive } from './process-identity.mjs';

/**
 * Who holds a lock, and what for.
 * @typedef {import('./process-identity.mjs').Identity & { id: string, note: string }} Holder
 * @typedef {{ update(note: string): void, release(): void }} Lock
 */

/** Removing a dead holder's lock takes milliseconds; who has been at it for this long has died doing it. */
const takeoverMs = 10_000;

/**
 * Takes the lock `file` or says who has it. The lock of a dead process is taken over.
 * @param {string} file
 * @param {string} note what the holder is doing, for those who wait
 * @returns {{ lock: Lock } | { holder: Holder }}
 */
export function tryLock(file, note) {
  const { pid } = process;
  /** @type {Holder} */
  const self = { pid, born: birthOf(pid), id: randomUUID(), note };
  const write = () => {
    const draft = `${file}.${self.id}`;
    writeFileSync(draft, JSON.stringify(self));
    return draft;
  };
  const draft = write();
  try {
    for (;;) {
      // link() either makes the lock with its whole content or fails: no one ever reads half a lock.
      if (succeeds(() => linkSync(draft, file), 'EEXIST')) {
        return {
          lock: {
            update(text) {
              self.note = text;
              renameSync(write(), file);
            },
            release: () => rmSync(file, { force: true }),
          },
        };
      }
      const holder = holderOf(file);
      if (holder && isAlive(holder)) return { holder };
      if (holder && !removeDead(file, holder)) return { holder };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Runs `work` while holding the lock, waiting for whoever has it and saying so once.
 * @template T
 * @param {string} file
 * @param {string} note
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, note, say, work) {
  for (let told = ''; ; await sleep(100)) {
    const attempt = tryLock(file, note);
    if ('lock' in attempt) {
      try {
        return await work();
      } finally {
        attempt.lock.release();
      }
    }
    const { holder } = attempt;
    if (told !== holder.id) say(`waiting for process ${holder.pid}, which is ${holder.note}`);
    told = holder.id;
  }
}

/**
 * Removes a dead holder's lock, unless someone else is doing so. The right to remove *this* lock is a second exclusive
 * file named after it, so a slow process cannot remove the lock that a faster one has taken in the meantime.
 * @param {string} file
 * @param {Holder} dead
 */
function removeDead(file, dead) {
  const right = `${file}.${dead.id}.takeover`;
  if (!succeeds(() => writeFileSync(right, '', { flag: 'wx' }), 'EEXIST')) {
    succeeds(() => {
      if (Date.now() - statSync(right).mtimeMs > takeoverMs) rmSync(right);
    }, 'ENOENT');
    return false;
  }
  if (holderOf(file)?.id === dead.id) rmSync(file, { force: true });
  rmSync(right, { force: true });
  return true;
}

/**
 * @param {string} file
 * @returns {Holder | null}
 */
export function holderOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (error instanceof SyntaxError) return nobody(file);
    throw error;
  }
}

/**
 * Locks appear whole, so one that cannot be understood was cut short by a crash of the machine, which no holder survives.
 * @param {string} file
 * @returns {Holder | null}
 */
function nobody(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? { pid: 0, born: '', id: `${found.ino}-${found.mtimeMs}`, note: '' } : null;
}

/**
 * False when `act` failed with `code`; any other failure is thrown.
 * @param {() => void} act
 * @param {string} code
 */
function succeeds(act, code) {
  try {
    act();
    return true;
  } catch (error) {
    if (codeOf(error) === code) return false;
    throw error;
  }
}
