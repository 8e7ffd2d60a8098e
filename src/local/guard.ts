import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { codeOf } from '../../tools/failure.mjs';

/** How long a server has to end after SIGTERM. Whole seconds: the guard counts with POSIX sleep. */
const graceSeconds = 5;

/**
 * The guard stands between us and a server, because the operating system ends no child with its parent. Its stdin is a
 * pipe only we hold: when we are gone, however we went, it reads the end of the file, asks the server to end and kills it
 * after the grace time. Closing the pipe is also how we stop a server, so the way that must work is used every day.
 */
const guardScript = `
stop=$1
shift
"$@" </dev/null >&4 2>&1 3<&- 4>&- &
server=$!
echo "$server"
{
  while read -r _; do :; done
  kill -"$stop" "$server" 2>/dev/null
  n=0
  while [ "$n" -lt ${graceSeconds} ] && kill -0 "$server" 2>/dev/null; do sleep 1; n=$((n + 1)); done
  kill -KILL "$server" 2>/dev/null
} <&3 >/dev/null 2>&1 4>&- &
watcher=$!
exec 3<&- 4>&-
wait "$server"
code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
`;

export interface Command {
  command: string;
  args: readonly string[];
  /** The whole environment of the child, apart from PATH, HOME and TMPDIR. */
  env: Readonly<Record<string, string>>;
  /** Runs as this account instead of ours, which must then be root. */
  account?: Account | null;
  /** The signal that asks it to end. Default: TERM. */
  stopSignal?: 'TERM' | 'INT';
}

export interface Account {
  uid: number;
  gid: number;
}

export interface GuardedProcess {
  /** The guard, and with a minus sign the process group of everything below it. */
  guardPid: number;
  /** The server itself. */
  serverPid: Promise<number>;
  /** Says how the server ended. Never rejects. */
  ended: Promise<string>;
  /** Asks the server to end, kills it after the grace time, and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** Starts a server that cannot outlive this process. What it prints is appended to `logFile`. */
export function spawnGuarded(
  { command, args, env, account, stopSignal = 'TERM' }: Command,
  logFile: string,
  base: NodeJS.ProcessEnv,
): GuardedProcess {
  const { PATH, HOME, TMPDIR } = base;
  // Opened by us: the account of the server may not be allowed to.
  const output = openSync(logFile, 'a');
  const guard = spawn('/bin/sh', ['-c', `exec 3<&0; ${guardScript}`, 'guard', stopSignal, command, ...args], {
    ...(account && { ...account, cwd: '/' }), // it may not be allowed into our folder either
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }), ...env },
    stdio: ['pipe', 'pipe', 'ignore', 'ignore', output],
    // Its own session: Ctrl-C goes to the whole group of the terminal, and we stop servers in order, after their clients.
    detached: true,
  }) as ChildProcessByStdio<Writable, Readable, null>;
  closeSync(output);
  // Writing to a guard that has ended is no error here: `ended` tells.
  guard.stdin.on('error', () => {});
  const kill = () => killGroup(guard.pid);
  const ended = new Promise<string>((resolve) => {
    guard.once('error', (error) => resolve(error.message));
    guard.once('exit', (code, signal) => {
      // A guard that was itself killed may leave its server, which would still hold the port.
      kill();
      resolve(signal ? `its guard got ${signal}` : describeExit(code));
    });
  });
  return {
    guardPid: guard.pid ?? 0,
    serverPid: new Promise((resolve, reject) => {
      createInterface(guard.stdout).once('line', (line) => resolve(Number(line)));
      void ended.then((how) => reject(new Error(how)));
    }),
    ended,
    kill,
    async stop() {
      guard.stdin.end();
      const tooLong = setTimeout(kill, (graceSeconds + 2) * 1000);
      await ended;
      clearTimeout(tooLong);
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (!pid) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nothing left of the group: what was wanted.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/** A shell reports a child's signal as 128 + its number. */
const describeExit = (code: number | null): string =>
  code !== null && code > 128 ? `signal ${code - 128}` : `exit code ${code}`;
