import { execFile, spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { codeOf, Failure, reasonOf } from './failure.mjs';
import { goVersion } from './servers.mjs';
import { isAtLeast } from './version.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** @param {Server} server */
const moduleFolder = ({ tool }) => fileURLToPath(new URL(tool, import.meta.url));

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
const goEnv = (env) => ({ ...env, CGO_ENABLED: '0', GOWORK: 'off' });

/**
 * Why this machine's Go cannot build a server; null when it can. Asked inside the module: there a Go that may fetch newer
 * toolchains answers with the version it would really use.
 * @param {Server} server
 * @param {NodeJS.ProcessEnv} env
 */
export async function whyNotBuilt(server, env) {
  try {
    const options = { cwd: moduleFolder(server), env: goEnv(env), timeout: 120_000 };
    const { stdout } = await promisify(execFile)('go', ['version'], options);
    const version = /go(\d+\.\d+(\.\d+)?)/.exec(stdout)?.[1] ?? '0';
    return isAtLeast(version, goVersion) ? null : `Go is ${version}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'there is no Go';
    return reasonOf(error).trim().replaceAll('\n', ' ');
  }
}

/**
 * Builds a server from its pinned module into `out`, which appears only when it is whole.
 * @param {Server} server
 * @param {string} out
 * @param {NodeJS.ProcessEnv} env
 * @param {(state: string) => void} progress called at every package, with one short text
 */
export async function buildServer(server, out, env, progress) {
  const options = { cwd: moduleFolder(server), env: goEnv(env) };
  const draft = `${out}.partial`;
  mkdirSync(path.dirname(out), { recursive: true });
  progress('fetching its modules');
  try {
    const list = await run(['list', '-deps', server.goPackage], options, () => {});
    const total = list.stdout.trimEnd().split('\n').length;
    let done = 0;
    const args = ['build', '-v', '-trimpath', '-ldflags', server.ldflags, '-o', draft, server.goPackage];
    await run(args, options, (line) => {
      // -v names each package as it is compiled; "go: ..." lines are about modules.
      if (!line.startsWith('go: ')) progress(`package ${++done} of ${total}`);
    });
    renameSync(draft, out);
  } finally {
    rmSync(draft, { force: true });
  }

  /**
   * @param {string[]} args
   * @param {import('node:child_process').SpawnOptions} options
   * @param {(line: string) => void} onLine
   * @returns {Promise<{ stdout: string }>}
   */
  function run(args, options, onLine) {
    return new Promise((resolve, reject) => {
      const child = spawn('go', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      /** @type {string[]} */
      const tail = [];
      // Go would go on compiling for minutes when this process is told to end.
      const kill = () => void child.kill();
      process.once('exit', kill);
      child.stdout.on('data', (chunk) => (stdout += chunk));
      createInterface(child.stderr).on('line', (line) => {
        tail.push(line);
        if (tail.length > 15) tail.shift();
        onLine(line);
      });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        process.off('exit', kill);
        if (code === 0) return resolve({ stdout });
        const how = signal ?? `exit code ${code}`;
        reject(new Failure(`Building ${server.tool} ${server.version} failed (${how}):\n${tail.join('\n')}`));
      });
    });
  }
}
