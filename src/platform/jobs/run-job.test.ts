import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { SomeJob } from '../../../test/fixtures/jobs/some-job.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { processEnv } from '../env.ts';
import { JobCrashed } from './job-messages.ts';
import { runJob } from './run-job.ts';

const module = new URL('../../../test/fixtures/jobs/some-job.ts', import.meta.url);
const limits = { memory: 300_000_000, seconds: 120 };
const unending = new AbortController().signal;
const run = (what: SomeJob, options: Partial<Parameters<typeof runJob>[2]> = {}) =>
  runJob(module, { what }, { limits, signal: unending, ...options });

const runs = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a job is told nothing of the environment, reports, and returns what it has', { timeout: 60_000 }, async () => {
  processEnv()['TOP_SECRET'] = 'of the worker';
  const reports: unknown[] = [];
  const told = (await run('tell', { onProgress: (progress) => reports.push(progress) })) as Record<string, unknown>;
  delete processEnv()['TOP_SECRET'];
  expect(told).toMatchObject({ folder: '/', date: new Date(0), large: 'x'.repeat(1000) });
  expect(Object.keys(told['environment'] as object)).not.toContain('TOP_SECRET');
  expect(Object.keys(told['environment'] as object)).not.toContain('PATH');
  expect(reports).toEqual([{ done: 1, total: 2 }]);
});

test.for<[SomeJob, object]>([
  ['refuse', { code: 'TOO_ODD', message: 'It is odd.' }],
  ['throw', { message: expect.stringContaining('It went wrong.') as string }],
  ['exit', { message: 'The process of a job ended with code 3: ' }],
  ['heap', { code: 'OUT_OF_MEMORY' }],
  ['buffers', { code: 'OUT_OF_MEMORY' }],
])('what comes of one that does: %s', { timeout: 120_000 }, async ([what, error]) => {
  await expect(run(what)).rejects.toMatchObject(error);
});

test('one that crashes says so', { timeout: 60_000 }, async () => {
  await expect(run('crash')).rejects.toBeInstanceOf(JobCrashed);
});

test('one that takes too long, or that nobody wants any more, is ended', { timeout: 120_000 }, async () => {
  let pid = 0;
  const onProgress = ({ message }: { message?: string }) => void (pid = Number(message));
  await expect(run('spin', { limits: { ...limits, seconds: 1 }, onProgress })).rejects.toMatchObject({
    code: 'TIMED_OUT',
    message: 'It was not done within 1 s.',
  });
  expect(runs(pid)).toBe(false);
  const stop = new AbortController();
  const waiting = run('wait', { signal: stop.signal, onProgress: (progress) => (onProgress(progress), stop.abort()) });
  await expect(waiting).rejects.toThrow('abort');
  expect(runs(pid)).toBe(false);
  await expect(run('tell', { signal: stop.signal })).rejects.toThrow('abort');
});

test('one whose worker is killed does not go on', { timeout: 120_000 }, async () => {
  const worker: ChildProcess = fork(
    fileURLToPath(new URL('../../../test/fixtures/jobs/some-worker.ts', import.meta.url)),
    {
      execArgv: ['--import', import.meta.resolve('tsx')],
    },
  );
  const pid = await new Promise<number>((resolve) => worker.once('message', (message) => resolve(Number(message))));
  expect(runs(pid)).toBe(true);
  worker.kill('SIGKILL');
  await waitFor('the job to end', () => !runs(pid));
});
