import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startLocalStack } from '../src/local/stack.ts';
import { createLog } from '../src/platform/log.ts';
import { processEnv } from '../src/platform/env.ts';
import { buildDashboard } from '../tools/build-dashboard.mjs';
import { bundleWorkflows } from '../workers/bundle.ts';
import { compileProgram } from './compile.ts';
import { findSecrets } from './find-secrets.ts';
import { fixtureWorkflowsPath } from './fixtures/paths.ts';
import { notedSecrets } from './noted-secrets.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Variables that point at the servers of this test run. */
    serverEnv: Record<string, string>;
    /** Workflow bundles, made once: of the product and of the fixtures. */
    bundles: { product: string; fixtures: string };
    /** The program as JavaScript: see `compiledModule`. */
    compiled: string;
    /** Where processes of this test run write their logs, as `*.log`. */
    logFolder: string;
    /** What `noteSecret` writes. */
    secretsFile: string;
  }
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Real servers for the whole test run, in a folder of their own: a running `npm start` is never touched. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-test-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another account
  const log = createLog('info', path.join(folder, 'stack.log'));
  const bundle = async (name: string, workflowsPath?: string) => {
    const file = path.join(folder, `${name}.cjs`);
    await writeFile(file, (await bundleWorkflows(workflowsPath)).code);
    return file;
  };
  // Before the servers start, so that none is left behind when the code cannot be bundled.
  const [product, fixtures, compiled] = await Promise.all([
    bundle('product'),
    bundle('fixtures', fixtureWorkflowsPath),
    compileProgram(folder),
    buildDashboard(root, processEnv(), () => undefined),
  ]);
  const secretsFile = path.join(folder, 'secrets.jsonl');
  project.provide('logFolder', folder);
  project.provide('secretsFile', secretsFile);
  project.provide('bundles', { product, fixtures });
  project.provide('compiled', compiled);
  const stack = await startLocalStack({ dataDir: folder, env: {}, log });
  project.provide('serverEnv', stack.env);
  await forgetPowerCuts(stack.env['DATABASE_URL']!);
  return async () => {
    try {
      const found = await findSecrets({ folder, env: stack.env, prefix: 'test-' }, notedSecrets(secretsFile));
      if (found.length === 0) return;
      process.exitCode = 1; // vitest tells what is thrown here, and succeeds
      throw new Error(`Secrets were told where nobody may read them:\n${found.join('\n')}`);
    } finally {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/**
 * Lets PostgreSQL leave to the system when it writes to the disk. What a killed process has committed is kept all the same;
 * only a machine that loses its power would lose some, and with it the whole test run.
 */
async function forgetPowerCuts(connectionString: string) {
  const client = new Client({ connectionString });
  await client.connect();
  for (const setting of ['fsync', 'full_page_writes']) await client.query(`ALTER SYSTEM SET ${setting} = off`);
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}
