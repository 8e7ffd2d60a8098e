import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { processEnv } from '../src/platform/env.ts';
import { cacheFolder } from '../tools/find-server.mjs';

const run = promisify(execFile);
const installMs = 600_000;

/** The Python of a virtual environment that has some packages, else the reason why there is none. */
export type VirtualPython = { python: string } | { reason: string };

/** Makes a virtual environment with these packages, once per machine, Python and list. */
export async function virtualPython(requirements: readonly string[]): Promise<VirtualPython> {
  try {
    const { stdout } = await run('python3', [
      '-c',
      'import sys; print(sys.version_info[:3], sys.implementation.cache_tag)',
    ]);
    const cache = cacheFolder(processEnv());
    const hash = createHash('sha256')
      .update(JSON.stringify([requirements, stdout, process.arch]))
      .digest('hex');
    const folder = path.join(cache, `venv-${hash.slice(0, 16)}`);
    const python = path.join(folder, 'bin', 'python');
    if (existsSync(python)) return { python };
    await mkdir(cache, { recursive: true });
    const fresh = `${folder}-${process.pid}`;
    try {
      await run('python3', ['-m', 'venv', fresh]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...requirements];
      await run(path.join(fresh, 'bin', 'python'), pip, { timeout: installMs });
      await rename(fresh, folder).catch((error: unknown) => {
        if (!existsSync(python)) throw error; // another test run was faster
      });
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
    return { python };
  } catch (error) {
    return { reason: error instanceof Error ? error.message.trim().split('\n').slice(-2).join(' ') : String(error) };
  }
}
