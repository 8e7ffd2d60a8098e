import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure.mjs';
import { isAtLeast } from './version.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/**
 * The folder that outlives a checkout: servers are fetched or built once per machine and user.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env) {
  const { XDG_CACHE_HOME: cache, HOME: home } = env;
  // The XDG specification says to ignore a relative path.
  const base = cache && path.isAbsolute(cache) ? cache : path.join(home || os.homedir(), '.cache');
  return path.join(base, 'tempograph');
}

/**
 * Where the cache keeps (or would keep) this version of a server.
 * @param {Server} server
 * @param {NodeJS.ProcessEnv} env
 */
export const cachedPath = ({ tool, version }, env) => path.join(cacheFolder(env), `${tool}-${version}`, tool);

/**
 * The server's binary on this machine: environment variable, cache, then PATH if it is new enough.
 * @param {Server} server
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>}
 */
export async function findServer(server, env) {
  const chosen = env[server.variable];
  if (chosen) {
    if (isExecutable(chosen)) return path.resolve(chosen);
    throw new Failure(`${server.variable} is set to ${chosen}, which is not an executable file.`);
  }
  const cached = cachedPath(server, env);
  if (isExecutable(cached)) return cached;
  for (const candidate of onPath(server.tool, env)) if (await isNewEnough(candidate, server)) return candidate;
  return null;
}

/**
 * Where a program is in the PATH, the first of which a shell would take.
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 */
export const onPath = (program, env) =>
  (env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, program))
    .filter(isExecutable);

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // whatever hinders it, it cannot be run
  }
}

/**
 * @param {string} file
 * @param {Server} server
 */
async function isNewEnough(file, { version, versionPattern }) {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 5000 });
    return isAtLeast(versionPattern.exec(stdout)?.[1] ?? '0', version);
  } catch {
    return false; // another program of that name, or for another machine: as if it were not there
  }
}
