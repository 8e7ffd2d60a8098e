import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { processEnv } from '../../../src/platform/env.ts';

type Commands = Readonly<Record<string, (args: never) => unknown>>;
type Answer = { id: number; result?: unknown; error?: string };

/** In a process of a benchmark: does what its parent asks for, until the parent lets go of it. */
export function serve(commands: Commands, close: () => Promise<unknown> = () => Promise.resolve()) {
  process.on('message', ({ id, command, args }: { id: number; command: string; args: never }) => {
    Promise.resolve()
      .then(() => commands[command]!(args))
      .then(
        (result) => process.send?.({ id, result } satisfies Answer),
        (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answer),
      );
  });
  process.once('disconnect', () => {
    const impatient = setTimeout(() => process.exit(1), 5000);
    impatient.unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.({ id: 0 } satisfies Answer);
}

/** A process of a benchmark, from its parent's side. */
export interface Remote extends AsyncDisposable {
  pid: number;
  ask<T = void>(command: string, args?: unknown): Promise<T>;
}

/** Starts a module of this folder or of bench/peers; resolves once it serves. */
export async function startRemote(
  module: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Remote> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, {
    env: { ...processEnv(), LOG_LEVEL: 'warn', NODE_NO_WARNINGS: '1', ...env },
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  let serial = 0;
  const answer = (id: number) =>
    Promise.race([
      exited.then(() => Promise.reject(new Error(`${module} has ended.`))),
      new Promise<unknown>((resolve, reject) => {
        const receive = (message: Answer) => {
          if (message.id !== id) return;
          child.off('message', receive);
          if (message.error === undefined) resolve(message.result);
          else reject(new Error(`${module}: ${message.error}`));
        };
        child.on('message', receive);
      }),
    ]);
  await answer(0);
  return {
    pid: child.pid ?? 0,
    ask<T>(command: string, args?: unknown) {
      const answered = answer(++serial) as Promise<T>;
      child.send({ id: serial, command, args }, () => undefined); // when it cannot be sent, the process has died
      return answered;
    },
    [Symbol.asyncDispose]: () => end(child, exited),
  };
}

async function end(child: ChildProcess, exited: Promise<unknown>) {
  if (child.connected) child.disconnect();
  await exited;
}
