import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import type { WorkflowBundleOption, WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { moduleUrl } from '../src/platform/module-url.ts';

/** What the process that bundles answers. */
export type BundleAnswer = { bundle: WorkflowBundleWithSourceMap } | { failed: string };

/**
 * Bundles workflow code for Temporal's sandbox; fails, naming the module, when it reaches a Node module. Takes 1-4 s.
 * A process of its own does it, because webpack stays in the heap: 50 MB that every garbage collection would go through.
 */
export async function bundleWorkflows(
  workflowsPath = fileURLToPath(moduleUrl('./workflows', import.meta.url)),
): Promise<WorkflowBundleWithSourceMap> {
  const module = moduleUrl('./bundle-process', import.meta.url);
  const child = fork(module, [workflowsPath], {
    execArgv: module.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
    cwd: fileURLToPath(new URL('..', module)), // where Node looks for tsx, and what webpack names modules from
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const died = once(child, 'exit').then(([code]) => ({ failed: `The workflow bundler ended with code ${code}.` }));
  const answered = once(child, 'message').then(([answer]) => answer as BundleAnswer);
  const answer = await Promise.race([answered, died]);
  if ('failed' in answer) throw new Error(answer.failed);
  return answer.bundle;
}

/** The same code, told that what leaves it is encrypted: see `kit/workflow/failure-converter.ts`. */
export async function encrypting(bundle: WorkflowBundleOption): Promise<WorkflowBundleOption> {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  return { code: `globalThis.tempographEncrypts = true; ${code}` };
}
