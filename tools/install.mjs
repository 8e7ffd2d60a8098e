import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { codeOf, Failure } from './failure.mjs';
import { withLock } from './lock.mjs';

/** @param {string} folder */
const stampOf = (folder) => path.join(folder, 'node_modules', '.tempograph-install');

/**
 * What `npm ci` would install here: the lock file, and the machine, as some packages hold binaries.
 * @param {string} folder
 */
function lockHash(folder) {
  const hash = createHash('sha256').update(readFileSync(path.join(folder, 'package-lock.json')));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

/**
 * Whether node_modules is what package-lock.json says, as of the last install through here.
 * @param {string} folder
 */
function isInstalled(folder) {
  try {
    return readFileSync(stampOf(folder), 'utf8') === lockHash(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return false;
  }
}

/**
 * Installs the npm dependencies of a folder unless they are there.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
export async function install(folder, env, say) {
  if (isInstalled(folder)) return;
  // Outside the checkout, as `npm ci` removes node_modules; per user, as a lock of another user could not be removed.
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const lock = path.join(os.tmpdir(), `tempograph-install-${name}-${process.getuid?.() ?? 0}.lock`);
  await withLock(lock, `installing the dependencies of ${folder}`, say, async () => {
    if (isInstalled(folder)) return;
    say(`installing npm dependencies of ${folder}`);
    await npmCi(folder, env);
    writeFileSync(stampOf(folder), lockHash(folder));
  });
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function npmCi(folder, env) {
  const failure = await npm(folder, env, 'ci');
  if (failure === null) return;
  process.stderr.write(failure);
  throw new Failure(`npm ci in ${folder} failed; its messages are above.`);
}

/**
 * Runs npm; null when it worked, else what it said on stderr.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} command
 * @returns {Promise<string | null>}
 */
function npm(folder, env, ...command) {
  // Inside `npm start` this is that npm itself; otherwise the one on PATH.
  const cli = env.npm_execpath;
  const [program, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  // --include=dev: NODE_ENV=production would leave out tsx and with it everything that runs here.
  const args = [...first, ...command, '--include=dev', '--no-audit', '--no-fund'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 2, 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    child.on('error', () => reject(new Failure('npm is needed and was not found: install it, it comes with Node.js.')));
    const kill = () => void child.kill();
    process.once('exit', kill);
    child.on('close', (code) => {
      process.off('exit', kill);
      resolve(code === 0 ? null : stderr);
    });
  });
}
