import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A worker in a process of its own, so that it can be killed like one. */
export interface WorkerProcess {
  /** Everything it wrote, for messages of failing tests and for looking for secrets. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the process and resolves once it polls its queues. */
export async function startWorkerProcess(main: string, env: Record<string, string>): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  child.stderr.on('data', (text: Buffer) => lines.push(text.toString()));
  const polling = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line.includes('workers are polling')) resolve();
    });
  });
  await Promise.race([
    polling,
    once(child, 'exit').then(() => {
      throw new Error(`The worker ended before it polled:\n${lines.join('\n')}`);
    }),
  ]);
  return { output: () => lines.join('\n'), stop: (signal = 'SIGTERM') => stop(child, signal) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
