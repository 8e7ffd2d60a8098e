import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Account } from './guard.ts';
import type { SupervisorLog } from './supervise.ts';

/** The account that every Unix has and that owns nothing. */
const nobody: Account = { uid: 65_534, gid: 65_534 };
/** Where things go that this account must reach, when the checkout or the data folder is closed to it. */
const shared = '/var/lib/tempograph';

/** The account for a server that refuses to run as root; null when we are not root. */
export const unprivileged = (): Account | null => (process.getuid?.() === 0 ? nobody : null);

/** The folder itself if anyone may pass all folders on the way to it, else one of its own that anyone may reach. */
export function reachableFolder(folder: string, account: Account | null, log: SupervisorLog): string {
  if (!account || isReachable(path.dirname(folder))) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const place = path.join(shared, `${path.basename(folder)}-${name}`);
  log.info({ folder, place }, `${folder} is closed to the account that must use it: ${place} is used instead`);
  return place;
}

/** A folder of programs, or a copy of it, made once, where the account can run them. */
export function reachablePrograms(folder: string, version: string, account: Account | null, log: SupervisorLog) {
  if (!account || isReachable(folder)) return folder;
  const place = path.join(shared, version);
  if (existsSync(place)) return place;
  log.info({ folder, place }, `${folder} is closed to the account that must use it: it is copied to ${place}`);
  mkdirSync(shared, { recursive: true });
  const unfinished = `${place}.${process.pid}`;
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(place)) throw error; // else another start was faster
  }
  return place;
}

/** Whether others may enter a folder and all above it. */
function isReachable(folder: string): boolean {
  const parent = path.dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || isReachable(parent));
}
