import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { processEnv } from '../src/platform/env.ts';
import { compiledModule } from './compile.ts';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

export interface CliEnd {
  code: number | null;
  out: string;
  err: string;
}

/** `npx tempograph ...` that goes on. */
export interface CliProcess {
  /** What it has written so far. */
  seen: { out: string; err: string };
  kill(signal: NodeJS.Signals): void;
  end: Promise<CliEnd>;
}

/** Begins a command, as it is built, in a folder that is no checkout. */
export function startCli(env: Record<string, string>, args: readonly string[], input = ''): CliProcess {
  const { PATH, HOME } = processEnv();
  const child = spawn(process.execPath, [compiledModule(inject('compiled'), main), ...args], {
    env: { PATH, HOME, DATA_DIR: '/nowhere', ...env },
    cwd: os.tmpdir(),
  });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (seen.out += chunk));
  child.stderr.on('data', (chunk) => (seen.err += chunk));
  child.stdin.end(input);
  const end = once(child, 'close').then(([code]) => {
    // What people see of errors must hold no secret either.
    appendFileSync(path.join(inject('logFolder'), `${child.pid}.log`), seen.err);
    return { code: code as number | null, ...seen };
  });
  return { seen, kill: (signal) => void child.kill(signal), end };
}

/** Runs a command to its end. */
export const runCli = (env: Record<string, string>, args: readonly string[], input?: string): Promise<CliEnd> =>
  startCli(env, args, input).end;
