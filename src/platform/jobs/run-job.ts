import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { abortReason } from '../abort-reason.ts';
import { JobRefused, outOfMemory, outOfTime, type JobMessage, type JobProgress } from './job-messages.ts';

export interface JobLimits {
  /** Bytes that the process may have for data: the system refuses more, on Linux. */
  memory: number;
  seconds: number;
}

interface Options {
  limits: JobLimits;
  signal: AbortSignal;
  onProgress?: (progress: JobProgress) => void;
}

/**
 * Does a job in a process of its own, which has nothing of this one's environment, so no secrets, and can neither block nor end
 * it. `module` calls `serveJob`. Throws JobRefused for what the job refuses, and when it takes more time or memory than it may.
 * Once it has returned or thrown, whatever way, the process has ended.
 */
export async function runJob(module: URL, job: object, { limits, signal, onProgress }: Options): Promise<unknown> {
  signal.throwIfAborted();
  const child = startLimited(module, limits.memory);
  const exited = once(child, 'exit');
  let answer: JobMessage | undefined;
  let problems = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (problems = (problems + text).slice(-4000)));
  child.on('message', (message: JobMessage) => {
    if (message.type === 'progress') onProgress?.(message.progress);
    else answer = message;
  });
  const end = () => void child.kill('SIGKILL');
  let late = false;
  const timer = setTimeout(() => ((late = true), end()), limits.seconds * 1000);
  signal.addEventListener('abort', end, { once: true });
  child.send(job, () => undefined); // one that has ended already says so by its end
  const [code, killedBy] = (await exited) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
  if (answer?.type === 'done') return answer.result;
  if (answer?.type === 'refused') throw new JobRefused(answer.code, answer.message);
  if (answer?.type === 'failed') throw new Error(answer.message);
  if (signal.aborted) throw abortReason(signal);
  if (late) throw new JobRefused(outOfTime, `It was not done within ${limits.seconds} s.`);
  if (isShortOfMemory(killedBy, problems)) {
    throw new JobRefused(outOfMemory, `It needs more than the ${Math.round(limits.memory / 1e6)} MB that it may have.`);
  }
  throw new Error(`The process of a job ended with ${killedBy ?? `code ${code}`}: ${problems}`);
}

/** V8 and C++ abort where they get none; the system kills. */
const isShortOfMemory = (killedBy: NodeJS.Signals | null, problems: string) =>
  killedBy === 'SIGKILL' ||
  /bad_alloc|heap out of memory|Allocation failed|out of memory|Cannot allocate|RangeError: Array buffer/i.test(
    problems,
  );

/** What the heap of JavaScript may take of it. */
const heapShare = 0.5;

function startLimited(module: URL, memory: number): ChildProcess {
  const loader = module.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  const heap = Math.floor((memory * heapShare) / 2 ** 20);
  const node = [process.execPath, `--max-old-space-size=${heap}`, ...loader, fileURLToPath(module)];
  // Where there is no such limit it runs without.
  const limited = `ulimit -d ${Math.floor(memory / 1024)} 2>/dev/null; ulimit -c 0; exec "$@"`;
  return spawn('/bin/sh', ['-c', limited, 'sh', ...node], {
    // It may come from anywhere: what is computed depends on neither language nor time zone of the machine.
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}
