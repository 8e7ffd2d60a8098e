import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a module as a worker thread, also a TypeScript one, as in development and tests. On Node 20 tsx does nothing
 * in threads when it comes by `--import`, inherited or not, so such a thread registers it before it imports the module.
 */
export function startModule(
  module: URL,
  workerData?: unknown,
  more: Pick<WorkerOptions, 'resourceLimits' | 'transferList'> = {},
): Worker {
  if (!module.pathname.endsWith('.ts')) return new Worker(module, { ...more, workerData });
  const loader = import.meta.resolve('tsx/esm/api');
  const script = `
    import(${JSON.stringify(loader)})
      .then(({ register }) => register())
      .then(() => import(${JSON.stringify(module.href)}));
  `;
  return new Worker(script, { ...more, eval: true, execArgv: [], workerData });
}
