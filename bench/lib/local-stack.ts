import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startLocalStack } from '../../src/local/stack.ts';
import { processEnv, readSettings, type Settings } from '../../src/platform/env.ts';
import { createLog } from '../../src/platform/log.ts';

export interface BenchStack extends AsyncDisposable {
  /** Variables for further processes. */
  env: Record<string, string>;
  settings: Settings;
  /** Process ids of the servers, by name. */
  pids(): Promise<Record<string, number>>;
  /** Where Temporal counts its requests. */
  temporalMetrics(): Promise<string>;
}

/** Servers for one benchmark, in a folder that goes with it. */
export async function startBenchStack(): Promise<BenchStack> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-bench-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another account
  const stack = await startLocalStack({ dataDir: folder, env: {}, log: createLog('warn') });
  const env = { ...stack.env, TOKEN_SECRET: randomBytes(32).toString('hex') };
  // The AWS SDK reads credentials from the environment only.
  Object.assign(processEnv(), env);
  return {
    env,
    settings: readSettings(env),
    pids: stack.pids,
    async temporalMetrics() {
      const log = await readFile(path.join(folder, 'logs', 'temporal.log'), 'utf8');
      const url = /Temporal Metrics:\s+(\S+)/.exec(log)?.[1];
      if (!url) throw new Error('The Temporal server did not say where its metrics are.');
      return url.replace('localhost', '127.0.0.1');
    },
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
