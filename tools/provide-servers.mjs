import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildServer, whyNotBuilt } from './build-server.mjs';
import { downloadServer } from './download-server.mjs';
import { Failure, reasonOf } from './failure.mjs';
import { cachedPath, cacheFolder, findServer } from './find-server.mjs';
import { withLock } from './lock.mjs';
import { progressLine } from './progress-line.mjs';
import { goVersion } from './servers.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/**
 * The quick part, to be done before anything is installed: finds or downloads each server, and makes sure that what is
 * still missing can be built here. Returns the servers that remain to be built.
 * @param {readonly Server[]} wanted
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Server[]>}
 */
export async function findOrDownload(wanted, env) {
  const absent = await missing(wanted, env);
  if (absent.length === 0) return [];
  const toBuild = await withCacheLock('downloading servers', env, () => downloadAll(absent, env));
  for (const server of toBuild) {
    const reason = await whyNotBuilt(server, env);
    if (reason !== null) {
      throw new Failure(
        `${server.tool} ${server.version} is needed and could not be downloaded (${server.reason}) nor built (${reason}): ` +
          `install Go ${goVersion} or newer so that it can be built, or set ${server.variable} to its binary.`,
      );
    }
  }
  return toBuild;
}

/**
 * The slow part: builds servers with Go, one at a time.
 * @param {readonly Server[]} wanted
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildAll(wanted, env) {
  for (const server of wanted) {
    const title = `building ${server.tool} ${server.version}`;
    await withCacheLock(title, env, async () => {
      // Someone else may have built it while this process waited for the lock.
      if (await findServer(server, env)) return;
      const line = progressLine(process.stderr, `${title} (once per machine)`);
      try {
        await buildServer(server, cachedPath(server, env), env, (state) => line.update(state));
        line.end('done');
      } catch (error) {
        line.end('failed');
        throw error;
      }
    });
  }
}

/**
 * @param {readonly Server[]} wanted
 * @param {NodeJS.ProcessEnv} env
 */
async function downloadAll(wanted, env) {
  /** @type {(Server & { reason: string })[]} */
  const failed = [];
  const baseUrl = env.TEMPOGRAPH_RELEASES_URL || undefined;
  let offline = '';
  for (const server of await missing(wanted, env)) {
    // One wait for an unreachable server is enough to know the next one.
    if (!offline) {
      say(`getting ${server.tool} ${server.version} from its official release`);
      const outcome = await downloadServer(server, cachedPath(server, env), { baseUrl });
      if (outcome.ok) continue;
      failed.push({ ...server, reason: outcome.reason });
      if (outcome.offline) offline = outcome.reason;
    } else failed.push({ ...server, reason: offline });
  }
  return failed;
}

/**
 * @param {readonly Server[]} wanted
 * @param {NodeJS.ProcessEnv} env
 */
async function missing(wanted, env) {
  const found = await Promise.all(wanted.map((server) => findServer(server, env)));
  return wanted.filter((_, i) => !found[i]);
}

/**
 * @template T
 * @param {string} note
 * @param {NodeJS.ProcessEnv} env
 * @param {() => Promise<T>} work
 */
function withCacheLock(note, env, work) {
  const folder = cacheFolder(env);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Failure(
      `The cache folder ${folder} cannot be written (${reasonOf(error)}): set XDG_CACHE_HOME to one that can.`,
      { cause: error },
    );
  }
  return withLock(path.join(folder, 'lock'), note, say, work);
}
