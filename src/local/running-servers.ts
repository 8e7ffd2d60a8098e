import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { holderOf } from '../../tools/lock.mjs';
import { isAlive } from '../../tools/process-identity.mjs';
import { lockFileOf } from './instance-lock.ts';
import { replaceFile } from './replace-file.ts';

/** For `node --env-file`. */
export const serversFileOf = (dataDir: string) => path.join(dataDir, 'servers.env');

/** Tells other programs of this user where the embedded servers are, as they have other ports at each start. */
export function tellServers(dataDir: string, variables: Readonly<Record<string, string>>): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
  replaceFile(serversFileOf(dataDir), lines.join(''));
}

export const forgetServers = (dataDir: string) => rmSync(serversFileOf(dataDir), { force: true });

/** What names the embedded servers that run on a data folder; null when there are none, or not yet. */
export function runningServers(dataDir: string): NodeJS.Dict<string> | null {
  const file = serversFileOf(dataDir);
  return holderAlive(dataDir) && existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : null;
}

/** The embedded database that runs on a data folder; null when there is none, or not yet. */
export const runningDatabase = (dataDir: string): string | null => runningServers(dataDir)?.['DATABASE_URL'] ?? null;

/** Where the `npm start` serves that runs on a data folder; null when there is none, or not yet. */
export const runningApi = (dataDir: string): string | null => holderAlive(dataDir)?.note || null;

const holderAlive = (dataDir: string) => {
  const holder = holderOf(lockFileOf(dataDir));
  return holder && isAlive(holder) ? holder : null;
};
