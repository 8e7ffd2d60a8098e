import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { processEnv } from '../src/platform/env.ts';
import { cacheFolder } from '../tools/find-server.mjs';

const run = promisify(execFile);
const installMs = 120_000;

/** The folder a package of Python was installed to, else the reason why there is none. */
export type ByPip = { folder: string } | { reason: string };

/** Installs a package of Python once per machine and Python; `check` rejects when it is of no use. */
export async function installedByPip(
  requirement: string,
  check: (execute: typeof run, folder: string) => Promise<unknown>,
): Promise<ByPip> {
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
      await check(run, fresh);
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
