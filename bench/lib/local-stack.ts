import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startLocalStack } from '../../src/local/stack.ts';
import { readSettings, type Settings } from '../../src/platform/env.ts';
import { createLog } from '../../src/platform/log.ts';

export interface BenchStack extends AsyncDisposable {
  /** Variables for further processes. */
  env: Record<string, string>;
  settings: Settings;
}

/** Servers for one benchmark, in a folder that goes with it. */
export async function startBenchStack(): Promise<BenchStack> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-bench-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another account
  const stack = await startLocalStack({ dataDir: folder, env: {}, log: createLog('warn') });
  // The AWS SDK reads credentials from the environment only.
  Object.assign(process.env, stack.env);
  return {
    env: stack.env,
    settings: readSettings(stack.env),
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
