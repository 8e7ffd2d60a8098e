import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { abortReason } from '../abort-reason.ts';
import { processEnv } from '../env.ts';
import { createComplaints, type Complaints } from './complaints.ts';
import { requireFfmpeg } from './ffmpeg-version.ts';
import { withMemoryLimit } from './memory-limit.ts';
import { createSaid } from './said.ts';

export type Program = 'ffmpeg' | 'ffprobe';

interface Options {
  signal: AbortSignal;
  /** Seconds after which it is ended. */
  seconds: number;
  /** Pipes for what it writes, besides stdout: the first is `pipe:3`. */
  pipes?: number;
  /** Of one that says something of each frame: each line, and whether it is of a frame; and where to keep what was said. */
  frames?: { take: (line: string) => boolean; scratch: string };
}

/** A program of ffmpeg that runs. */
export interface Running {
  pid: number;
  stdout: Readable;
  /** `pipe:3` and on. */
  pipes: Readable[];
  complaints: Complaints;
  /** Takes the lines of frames that were said since the last time, which happens by itself only now and then. */
  hear(): void;
  /** Has it finish what it writes and end, which is no error. */
  finish(): void;
  /** Ends it at once, which is no error. */
  stop(): void;
  /** Resolves once it is gone: to whether it has done all and said so. Rejects when it was aborted or took too long. */
  ended: Promise<boolean>;
}

/** A program that was told to end has so many milliseconds. */
const killAfter = 500;
/** So often is heard what was said, where nobody asks for it. */
const hearEvery = 100;

/**
 * Starts ffmpeg or ffprobe: without a shell, without our environment, in a process group of its own that is ended as one.
 * It does not outlive this process for long, as it reads from it and writes to it.
 */
export async function startProgram(program: Program, args: readonly string[], options: Options): Promise<Running> {
  const { signal, seconds, pipes = 0, frames } = options;
  signal.throwIfAborted();
  await requireFfmpeg();
  const [file, ...before] = await withMemoryLimit(program);
  const quiet = program === 'ffmpeg' ? ['-nostdin', '-nostats', '-y'] : [];
  const complaints = createComplaints();
  const take = (line: string) => frames?.take(line) || complaints.take(line);
  const said = frames ? createSaid(frames.scratch, take) : null;
  const child = spawn(file, [...before, '-hide_banner', '-loglevel', 'level+info', ...quiet, ...args], {
    stdio: ['ignore', 'pipe', said?.file ?? 'pipe', ...Array<'pipe'>(pipes).fill('pipe')],
    // Neither keys of ours nor a proxy that it would send our address to.
    env: { PATH: processEnv()['PATH'], LC_ALL: 'C' },
    detached: true,
  });
  child.on('error', () => {}); // told by `ended`
  const heard = said ? Promise.resolve() : once(createInterface(child.stderr!).on('line', take), 'close');
  let why: Error | null = null;
  let stopped = false;
  const end = (reason: Error | null) => {
    why ??= reason;
    stopped = true;
    kill(child);
  };
  const hear = () => {
    try {
      said?.hear();
    } catch (error) {
      end(error as Error);
    }
  };
  const hearing = said ? setInterval(hear, hearEvery) : undefined;
  const abort = () => end(abortReason(signal));
  const late = setTimeout(() => end(new Error(`${program} took longer than ${seconds} s.`)), seconds * 1000);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort(); // while it was looked for
  const ended = gone(child, heard)
    .finally(() => {
      clearInterval(hearing);
      hear();
      said?.close();
      clearTimeout(late);
      signal.removeEventListener('abort', abort);
    })
    .then((code) => {
      if (why) throw why;
      return stopped || (code === 0 && !complaints.unwritten);
    });
  ended.catch(() => {}); // whoever reads its pipes comes to it later
  return {
    pid: child.pid ?? 0,
    stdout: child.stdout!,
    pipes: child.stdio.slice(3) as Readable[],
    complaints,
    hear,
    finish: () => {
      stopped = true;
      tell(child, 'SIGTERM');
    },
    stop: () => end(null),
    ended,
  };
}

/** Resolves to the exit code once the process is gone, and all was read that it wrote to a pipe of stderr. */
async function gone(child: ChildProcess, heard: Promise<unknown>): Promise<number | null> {
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
  const [code] = (await once(child, 'exit')) as [number | null];
  await heard;
  return code;
}

/** Tells the whole group, and insists after a moment. */
function kill(child: ChildProcess): void {
  tell(child, 'SIGTERM');
  setTimeout(() => tell(child, 'SIGKILL'), killAfter).unref();
}

function tell(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone.
  }
}
