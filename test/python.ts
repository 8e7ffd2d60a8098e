import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { processEnv } from '../src/platform/env.ts';
import { installedByPip, type ByPip } from './pip.ts';

/** Temporal's SDK for Python. */
export const pythonSdk = (): Promise<ByPip> =>
  installedByPip('temporalio==1.35.0', (run, folder) =>
    run('python3', ['-c', 'import temporalio.worker'], { env: { ...processEnv(), PYTHONPATH: folder } }),
  );

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
