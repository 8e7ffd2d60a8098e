import { bundleWorkflowCode } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { moduleUrl } from '../src/platform/module-url.ts';

/** The interceptors every workflow of the kit runs with; replays need them too. */
export const workflowInterceptorModules = [fileURLToPath(moduleUrl('./kit/workflow-interceptors', import.meta.url))];

/** Bundles workflow code for Temporal's sandbox; fails, naming the module, when it reaches a Node module. Takes 1-3 s. */
export async function bundleWorkflows(workflowsPath = fileURLToPath(moduleUrl('./workflows', import.meta.url))) {
  // Webpack says what is wrong only to the logger, and besides that a page of statistics.
  let said = '';
  const logger = { ...quiet, error: (output: string) => void (said = output) };
  try {
    return await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger });
  } catch (error) {
    const reasons = said.slice(Math.max(0, said.indexOf('ERROR in')));
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${reasons}`, { cause: error });
  }
}

const ignore = () => undefined;
const quiet = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
