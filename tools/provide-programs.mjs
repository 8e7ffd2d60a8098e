import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { reasonOf } from './failure.mjs';
import { onPath } from './find-server.mjs';
import { progressLine } from './progress-line.mjs';

/**
 * What npm does not have, and little depends on: `programs`, of each of which one name has to be there; the Debian package that
 * has them; how others get it; and what cannot be done without it.
 * @typedef {{ name: string, programs: readonly (readonly string[])[], package: string, elsewhere: string, without: string }} Provided
 */

/** @type {Provided} */
export const ffmpeg = {
  name: 'ffmpeg',
  programs: [['ffmpeg'], ['ffprobe']],
  package: 'ffmpeg',
  elsewhere: 'macOS: brew install ffmpeg',
  without: 'until then videos cannot be processed, and the tests of that are skipped',
};

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The dashboard is tested in it.
 * @type {Provided}
 */
export const chromium = {
  name: 'Chromium',
  programs: [chromiumNames],
  package: 'chromium',
  elsewhere: 'macOS: brew install chromium',
  without: 'until then the tests of the dashboard are skipped',
};

/**
 * Where Chromium is, or what understands the same; undefined where there is none.
 * @param {NodeJS.ProcessEnv} env
 */
export const findChromium = (env) => chromiumNames.flatMap((name) => onPath(name, env))[0];

/**
 * Sees that there are such programs: as root on Debian or Ubuntu installs what is missing, elsewhere says what to install. Never
 * fails, as everything else works without them.
 * @param {readonly Provided[]} wanted
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @param {{ root?: boolean }} [options] `root`: whether packages may be installed; default: whether this process may
 */
export async function providePrograms(wanted, env, say, { root = process.getuid?.() === 0 } = {}) {
  const missing = wanted.filter(({ programs }) => !programs.every((names) => names.some((name) => isThere(name, env))));
  if (missing.length === 0) return;
  if (root && isThere('apt-get', env)) return install(missing, env, say);
  for (const { name, package: packaged, elsewhere, without } of missing) {
    say(`There is no ${name}: install it (Debian, Ubuntu: apt-get install ${packaged}; ${elsewhere}); ${without}.`);
  }
}

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 */
const isThere = (program, env) => onPath(program, env).length > 0;

/**
 * @param {readonly Provided[]} missing
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
async function install(missing, env, say) {
  const names = missing.map(({ name }) => name).join(' and ');
  const line = progressLine(process.stderr, `installing ${names} with apt-get (once per machine)`);
  /** @param {readonly Provided[]} some */
  const get = (some) =>
    aptGet(
      ['install', '--yes', '--no-install-recommends', ...some.map((one) => one.package)],
      env,
      line.update.bind(line),
    );
  /** @type {string[]} */
  const problems = [];
  try {
    await aptGet(['update'], env, () => line.update('asking what there is'));
    await get(missing);
  } catch (problem) {
    // A package that a distribution does not have keeps apt from all that it is asked for with it.
    for (const one of missing) {
      const error = missing.length === 1 ? problem : await get([one]).catch((/** @type {unknown} */ reason) => reason);
      if (error === undefined) continue;
      problems.push(
        `${one.name} could not be installed (${reasonOf(error)}): run apt-get install ${one.package}; ${one.without}.`,
      );
    }
  }
  line.end(problems.length === 0 ? 'done' : 'failed');
  for (const problem of problems) say(problem);
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} onLine
 * @returns {Promise<void>}
 */
function aptGet(args, env, onLine) {
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', args, {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 15 * 60_000,
    });
    let last = 'it said nothing';
    const take = (/** @type {string} */ line) => {
      if (line.trim()) last = line.trim();
      onLine(last);
    };
    createInterface(child.stdout).on('line', take);
    createInterface(child.stderr).on('line', take);
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(last))));
  });
}
