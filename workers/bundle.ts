import { bundleWorkflowCode } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { moduleUrl } from '../src/platform/module-url.ts';

/** The interceptors every workflow of the kit runs with; replays need them too. */
export const workflowInterceptorModules = [fileURLToPath(moduleUrl('./kit/workflow-interceptors', import.meta.url))];

/** Bundles workflow code for Temporal's sandbox; fails when it reaches a Node module. Takes 1-3 s. */
export const bundleWorkflows = (workflowsPath = fileURLToPath(moduleUrl('./workflows', import.meta.url))) =>
  bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: quiet });

/** Webpack's statistics are noise; its errors are thrown. */
const ignore = () => undefined;
const quiet = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
