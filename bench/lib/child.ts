import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { processEnv } from '../../src/platform/env.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Child extends AsyncDisposable {
  pid: number;
  /** The log line that said it was up. */
  announced: Record<string, unknown>;
}

/** Runs the product in a process of its own, on any free port, and waits for the log line with this message. */
export const startMode = (env: Record<string, string>, announcement: string) =>
  startCommand([process.execPath, '--import', 'tsx', main], { PORT: '0', ...env }, announcement);

/** The same of any command. */
export async function startCommand(
  [command, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
  announcement: string,
): Promise<Child> {
  const child = spawn(command, args, {
    env: { ...processEnv(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const announced = new Promise<Record<string, unknown>>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes(announcement)) resolve(JSON.parse(line) as Record<string, unknown>);
    });
  });
  const died = exited.then(() => {
    throw new Error(`The process ended before it said "${announcement}".`);
  });
  return {
    pid: child.pid ?? 0,
    announced: await Promise.race([announced, died]),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The API alone, as in production. */
export const startApi = (env: Record<string, string>) =>
  startMode({ RUN_MODE: 'api', NODE_ENV: 'production', ...env }, 'API is serving');
