import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { reasonOf } from './failure.mjs';
import { progressLine } from './progress-line.mjs';

/**
 * A program that npm does not have, and that little depends on: `programs`, any one of which will do; the Debian package that
 * has it; how others get it; and what cannot be done without it.
 * @typedef {{ name: string, programs: readonly string[], package: string, elsewhere: string, without: string }} Provided
 */

/** The dashboard is tested in it. */
export const chromium = {
  name: 'Chromium',
  programs: ['chromium', 'chromium-browser', 'google-chrome'],
  package: 'chromium',
  elsewhere: 'macOS: brew install chromium',
  without: 'until then the tests of the dashboard are skipped',
};

/**
 * Sees that there is such a program: as root on Debian or Ubuntu installs it, elsewhere says what to install. Never fails, as
 * everything else works without it.
 * @param {Provided} wanted
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @param {{ root?: boolean }} [options] `root`: whether packages may be installed; default: whether this process may
 */
export async function provideProgram(wanted, env, say, { root = process.getuid?.() === 0 } = {}) {
  const { name, programs, elsewhere, without } = wanted;
  if (findProgram(programs, env)) return;
  if (!root || !findProgram(['apt-get'], env)) {
    say(
      `There is no ${name}: install it (Debian, Ubuntu: apt-get install ${wanted.package}; ${elsewhere}); ${without}.`,
    );
    return;
  }
  const line = progressLine(process.stderr, `installing ${name} with apt-get (once per machine)`);
  try {
    await aptGet(['update'], env, () => line.update('asking what there is'));
    await aptGet(['install', '--yes', '--no-install-recommends', wanted.package], env, (said) => line.update(said));
    line.end('done');
  } catch (error) {
    line.end('failed');
    say(`${name} could not be installed (${reasonOf(error)}): run apt-get install ${wanted.package}; ${without}.`);
  }
}

/**
 * The first of these programs that is on the PATH; null when none is.
 * @param {readonly string[]} programs
 * @param {NodeJS.ProcessEnv} env
 */
export function findProgram(programs, env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = programs.flatMap((program) => folders.map((folder) => path.join(folder, program)));
  return candidates.find(isExecutable) ?? null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
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
