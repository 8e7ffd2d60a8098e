import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { holderOf } from '../../tools/lock.mjs';
import { isAlive } from '../../tools/process-identity.mjs';
import { lockFileOf } from './instance-lock.ts';
import { replaceFile } from './replace-file.ts';

const fileOf = (dataDir: string) => path.join(dataDir, 'database-url');

/** Tells other programs of this user where the embedded database is, as it has another port at each start. */
export const tellDatabase = (dataDir: string, url: string) => replaceFile(fileOf(dataDir), url);

export const forgetDatabase = (dataDir: string) => rmSync(fileOf(dataDir), { force: true });

/** The embedded database that runs on a data folder; null when there is none, or not yet. */
export function runningDatabase(dataDir: string): string | null {
  const holder = holderOf(lockFileOf(dataDir));
  const file = fileOf(dataDir);
  return holder && isAlive(holder) && existsSync(file) ? readFileSync(file, 'utf8') : null;
}
