import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { processEnv } from '../src/platform/env.ts';
import { cacheFolder } from '../tools/find-server.mjs';

const run = promisify(execFile);
const requirement = 'temporalio==1.35.0';
const installMs = 120_000;

/** The folder with Temporal's Python SDK, installed once per machine and Python; else the reason why there is none. */
export async function pythonSdk(): Promise<{ folder: string } | { reason: string }> {
  try {
    const { stdout } = await run('python3', ['-c', 'import sys; print(sys.implementation.cache_tag)']);
    const cache = cacheFolder(processEnv());
    const folder = path.join(cache, `${requirement}-${stdout.trim()}-${process.arch}`);
    if (existsSync(folder)) return { folder };
    await mkdir(cache, { recursive: true });
    const fresh = await mkdtemp(path.join(cache, 'python-'));
    try {
      const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', fresh, requirement];
      await run('python3', args, { timeout: installMs });
      await run('python3', ['-c', 'import temporalio.worker'], { env: { ...processEnv(), PYTHONPATH: fresh } });
      await rename(fresh, folder).catch((error: unknown) => {
        if (!existsSync(folder)) throw error; // another test run was faster
      });
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
    return { folder };
  } catch (error) {
    return { reason: error instanceof Error ? error.message.trim().split('\n').slice(-2).join(' ') : String(error) };
  }
}

/** Starts a worker written in Python; resolves once it polls. */
export async function startPythonWorker(sdk: string, script: string, args: string[]): Promise<AsyncDisposable> {
  const { PATH, HOME } = processEnv();
  const child = spawn('python3', [script, ...args], {
    env: { PATH, HOME, PYTHONPATH: sdk, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const polling = once(createInterface({ input: child.stdout }), 'line');
  const died = exited.then(() => {
    throw new Error('The Python worker ended before it polled.');
  });
  await Promise.race([polling, died]);
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}
