import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { abortReason } from '../abort-reason.ts';
import { JobCrashed, JobRefused, outOfMemory, outOfTime, type JobMessage, type JobProgress } from './job-messages.ts';

export interface JobLimits {
  /** Bytes that the process may have for data: the system refuses more, on Linux. */
  memory: number;
  /** From when the process is ready. */
  seconds: number;
}

interface Options {
  limits: JobLimits;
  signal: AbortSignal;
  onProgress?: (progress: JobProgress) => void;
}

/** Loading takes a second, or many on a machine that is busy: it does not count as time of the job. */
const mostSecondsToLoad = 120;

/**
 * Does a job in a process of its own, which has nothing of this one's environment, so no secrets, and can neither block nor end
 * it. `module` calls `serveJob`. Throws JobRefused for what the job refuses, and when it takes more time or memory than it may,
 * JobCrashed when it ends otherwise. Once it has returned or thrown, whatever way, the process has ended.
 */
export async function runJob(module: URL, job: object, { limits, signal, onProgress }: Options): Promise<unknown> {
  signal.throwIfAborted();
  const child = startLimited(module, limits);
  // Not `exit`, which may come before the last message.
  const closed = once(child, 'close');
  let late: 'to be ready' | 'to be done' | null = null;
  const end = () => void child.kill('SIGKILL');
  const endIn = (seconds: number, what: typeof late) => setTimeout(() => ((late = what), end()), seconds * 1000);
  let timer = endIn(mostSecondsToLoad, 'to be ready');
  let answer: JobMessage | undefined;
  let problems = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (problems = (problems + text).slice(-4000)));
  child.on('message', (message: JobMessage) => {
    if (message.type === 'progress') onProgress?.(message.progress);
    else if (message.type !== 'ready') answer = message;
    else {
      clearTimeout(timer);
      timer = endIn(limits.seconds, 'to be done');
      child.send(job, () => undefined); // one that has ended already says so by its end
    }
  });
  signal.addEventListener('abort', end, { once: true });
  let [code, killedBy]: [number | null, NodeJS.Signals | null] = [null, null];
  try {
    [code, killedBy] = (await closed) as [number | null, NodeJS.Signals | null];
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
  if (answer?.type === 'done') return answer.result;
  if (answer?.type === 'refused') throw new JobRefused(answer.code, answer.message);
  if (signal.aborted) throw abortReason(signal);
  if (late === 'to be ready') throw new JobCrashed(`The process of a job was not ready in ${mostSecondsToLoad} s.`);
  if (late || killedBy === 'SIGXCPU') throw new JobRefused(outOfTime, `It was not done within ${limits.seconds} s.`);
  const said = answer?.type === 'failed' ? answer.message : problems;
  if (killedBy === 'SIGKILL' || isOfMemory(said)) {
    throw new JobRefused(outOfMemory, `It needs more than the ${Math.round(limits.memory / 1e6)} MB that it may have.`);
  }
  if (answer) throw new Error(said);
  throw new JobCrashed(`The process of a job ended with ${killedBy ?? `code ${code}`}: ${said}`);
}

/** V8 and C++ abort where they get none, and typed arrays throw; the system kills. */
const isOfMemory = (said: string) =>
  /bad_alloc|heap out of memory|Allocation failed|out of memory|Cannot allocate|RangeError: Array buffer/i.test(said);

/** What the heap of JavaScript may take of it. */
const heapShare = 0.5;
/** Processors that a job uses at a time, at most; its time on them ends it when nobody is left who would. */
const processors = 4;

function startLimited(module: URL, { memory, seconds }: JobLimits): ChildProcess {
  const loader = module.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  const heap = Math.floor((memory * heapShare) / 2 ** 20);
  const node = [process.execPath, `--max-old-space-size=${heap}`, ...loader, fileURLToPath(module)];
  const limits = [`-d ${Math.floor(memory / 1024)}`, `-S -t ${(mostSecondsToLoad + seconds) * processors}`, '-c 0'];
  // Where there is no such limit it runs without.
  const limited = `${limits.map((limit) => `ulimit ${limit} 2>/dev/null; `).join('')}exec "$@"`;
  return spawn('/bin/sh', ['-c', limited, 'sh', ...node], {
    // It may come from anywhere: what is computed depends on neither language nor time zone of the machine.
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}
