import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import { processEnv } from '../src/platform/env.ts';
import { compiledModule } from './compile.ts';

/** The program in a process of its own, so that it can be killed like one. */
export interface ProductProcess {
  /** Everything it wrote, for messages of failing tests and for looking for secrets. */
  output(): string;
  pid: number;
  /** Resolves with its exit code, or null when a signal has ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A worker that polls its queues, or has written a line with other words. */
export const startWorkerProcess = (main: string, env: Record<string, string>, begins = 'workers are polling') =>
  startCommand(program(main), { ...env, RUN_MODE: 'worker' }, begins);

/** An API that serves. Without a port, it finds one. */
export async function startApiProcess(main: string, env: Record<string, string>) {
  const api = await startCommand(program(main), { ...env, RUN_MODE: 'api' }, 'API is serving');
  return { ...api, url: urlIn(api.output()) };
}

/** Where a process says that it listens. */
export const urlIn = (output: string) => /"url":"(http[^"]+)"/.exec(output)![1]!;

/** A scheduler, as soon as it has written a line with these words. */
export const startSchedulerProcess = (main: string, env: Record<string, string>, begins = 'scheduler is running') =>
  startCommand(program(main), { ...env, RUN_MODE: 'scheduler' }, begins);

/** Runs the program until it ends by itself. */
export const runToEnd = (main: string, env: Record<string, string>, args: readonly string[] = []) =>
  runCommand([...program(main), ...args], env);

/** A program and its arguments. */
type Command = readonly [string, ...string[]];

const program = (main: string): Command => [process.execPath, ...shortLived, compiledModule(inject('compiled'), main)];

/** V8 shall not make ready for long work, as these live for seconds: their start takes a fifth less of the processor so. */
const shortLived = ['--min-semi-space-size=16', '--interrupt-budget=1056000', '--single-threaded-gc'];

/** Runs a command until it ends by itself. */
export async function runCommand([command, ...args]: Command, env: Record<string, string>) {
  const child = spawn(command, args, {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const parts: string[] = [];
    stream.on('data', (text: Buffer) => parts.push(text.toString()));
    return () => parts.join('');
  }) as [() => string, () => string];
  const [code] = (await once(child, 'close')) as [number | null];
  appendFileSync(path.join(inject('logFolder'), `${child.pid}.log`), stdout() + stderr());
  return { code, stdout: stdout(), stderr: stderr() };
}

const { PATH, HOME, TMPDIR } = processEnv();
const environment = (env: Record<string, string>) => ({
  PATH,
  HOME,
  TMPDIR,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...env,
});

/** Starts a command and resolves once it has written a line with these words. */
export async function startCommand(
  [command, ...args]: Command,
  env: Record<string, string>,
  begins: string,
): Promise<ProductProcess> {
  const child = spawn(command, args, {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const logFile = path.join(inject('logFolder'), `${child.pid}.log`);
  const keep = (line: string) => {
    lines.push(line);
    appendFileSync(logFile, `${line}\n`);
  };
  child.stderr.on('data', (text: Buffer) => keep(text.toString()));
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line);
      if (line.includes(begins)) resolve();
    });
  });
  await Promise.race([
    ready,
    once(child, 'exit').then(() => {
      throw new Error(`It ended before it was ready:\n${lines.join('\n')}`);
    }),
  ]);
  return { output: () => lines.join('\n'), pid: child.pid!, stop: (signal = 'SIGTERM') => stop(child, signal) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}
