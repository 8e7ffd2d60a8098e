import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { reasonOf } from './failure.mjs';
import { onPath } from './find-server.mjs';
import { progressLine } from './progress-line.mjs';

/** Everything else works without it. */
const without = 'until then videos cannot be processed, and the tests of that are skipped';

/**
 * Sees that there is ffmpeg: as root on Debian or Ubuntu installs it, elsewhere says what to install. Never fails, as only
 * videos need it.
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @param {{ root?: boolean }} [options] `root`: whether packages may be installed; default: whether this process may
 */
export async function provideFfmpeg(env, say, { root = process.getuid?.() === 0 } = {}) {
  const has = (/** @type {string} */ program) => onPath(program, env).length > 0;
  if (has('ffmpeg') && has('ffprobe')) return;
  if (!root || !has('apt-get')) {
    say(
      `There is no ffmpeg: install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg); ${without}.`,
    );
    return;
  }
  const line = progressLine(process.stderr, 'installing ffmpeg with apt-get (once per machine)');
  try {
    await aptGet(['update'], env, () => line.update('asking what there is'));
    await aptGet(['install', '--yes', '--no-install-recommends', 'ffmpeg'], env, (said) => line.update(said));
    line.end('done');
  } catch (error) {
    line.end('failed');
    say(`ffmpeg could not be installed (${reasonOf(error)}): run apt-get install ffmpeg; ${without}.`);
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
