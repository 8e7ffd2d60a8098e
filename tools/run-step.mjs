import { spawn } from 'node:child_process';
import { parentOf } from './process-identity.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {NodeJS.Signals | null} */
let received = null;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  // The children decide how they end; this process ends after them, with what they ended with.
  process.on(signal, () => {
    received = signal;
    if (running.size === 0) process.exit(128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal]);
    for (const child of running) child.kill(signal);
  });
}

const family = () => `${process.ppid} ${parentOf(process.ppid)}`;

/** npm killed with SIGKILL tells no one; its script sees that it, or the shell npm put in between, has another parent. */
export function endWithParents() {
  const born = family();
  setInterval(() => family() !== born && process.kill(process.pid, 'SIGTERM'), 1000).unref();
}

/** The signal that asked this process to end, if any. */
export const signalReceived = () => received;

/**
 * Runs one command on this process's terminal and returns its exit code. `tied`: an IPC channel tells it when this
 * process is gone, whatever ended it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, tied?: boolean }} options
 * @returns {Promise<number>}
 */
export function runStep(command, args, { tied, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: tied ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    });
    running.add(child);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      running.delete(child);
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
    });
  });
}
