import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { testVideo as test } from '../../test/ffmpeg.ts';
import { frameHashes } from '../../test/fixtures/clips.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import { ffmpeg } from '../../test/ffmpeg-cli.ts';
import { waitFor } from '../../test/wait-for.ts';
import type { VideoResult } from './contract.ts';
import { videoFrame } from './manifest.ts';

const stack = useStack({ env: { TASK_QUEUES: 'video' } });

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'videos-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A video whose frames are all different; its file. */
async function video(name: string, seconds: number, source = 'testsrc2') {
  const file = path.join(folder, name);
  const pictures = `${source}=size=320x180:rate=25:duration=${seconds}`;
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    pictures,
    ...'-c:v libx264 -preset ultrafast -g 50 -pix_fmt yuv420p'.split(' '),
    file,
  );
  return file;
}
const put = async (file: string, name = path.basename(file)) => stack.put(await readFile(file), name);

async function framesOf({ manifest }: VideoResult) {
  const lines = (await stack.storage.read(manifest)).toString().trimEnd().split('\n');
  return lines.map((line) => videoFrame.parse(JSON.parse(line)));
}

/** Programs of ffmpeg that the worker has started and that still run: their numbers. */
async function running(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,comm=', '--ppid', String(stack.worker.pid)]).catch(
    (error: { stdout: string }) => error, // it has none
  );
  return [...stdout.matchAll(/^ *(\d+) ffmpeg/gm)].map(([, pid]) => Number(pid));
}

/** Files that it works with. */
async function scratch(): Promise<string[]> {
  const [own] = (await readdir(tmpdir())).filter((name) =>
    name.startsWith(`tempograph-${hostname()}-${stack.worker.pid}-`),
  );
  return own === undefined ? [] : readdir(path.join(tmpdir(), own));
}

async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of stack.storage.list({ bucket: stack.storage.workBucket, prefix }))
    keys.push(...page.map(({ key }) => key));
  return keys;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** How long it may take until a killed worker is noticed: a heartbeat of 10 s, and what comes around it. */
const mostDetectionMs = 15_000;

const everyFrame = { sampling: { all: {} }, output: { frames: { format: 'PNG' } } };

test(
  'a worker and a ffmpeg that are killed in the middle of segments lose no frame and double none',
  { timeout: 300_000 },
  async () => {
    const seconds = long ? 240 : 24;
    const file = await video('killed.mp4', seconds);
    const source = await put(file);
    const total = seconds * 25;
    const work = { ...everyFrame, source, segmentsAtOnce: 1 };
    const undisturbed = await timed(async () => {
      const elsewhere = { bucket: source.bucket, prefix: 'undisturbed/' };
      const run = await stack.start('videoProcessing', { ...work, destination: elsewhere });
      expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    });
    const begun = performance.now();
    const run = await stack.start('videoProcessing', work);
    const until = async (part: number) => {
      for await (const { progress, status } of run.states()) {
        if (status !== 'RUNNING') throw new Error('It was done before it could be killed.');
        if (progress.step === 'process' && (progress.done ?? 0) >= part * total) break;
      }
    };
    await until(0.1);
    const killed = await waitFor('ffmpeg to run', async () => {
      const pids = await running();
      return pids.length > 0 ? pids : null;
    });
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    let detecting = 0;
    for (const part of long ? [0.15, 0.4, 0.7] : [0.4]) {
      await until(part);
      const startingMs = await timed(async () => {
        await stack.worker.stop('SIGKILL');
        await stack.startWorker();
      });
      detecting += Math.max(mostDetectionMs, startingMs); // both go on at once
    }
    const { status, resultJson, failure } = await run.end();
    // Threefold, as others may be at work; in the long form nobody is.
    expect(performance.now() - begun).toBeLessThan((long ? 1 : 3) * (1.3 * undisturbed + detecting));
    expect({ status, failure }).toEqual({ status: 'COMPLETED', failure: null });
    const result = resultJson as unknown as VideoResult;
    expect(result).toMatchObject({ complete: true, frames: { promised: total, decoded: total, processed: total } });
    const frames = await framesOf(result);
    expect(frames.map(({ pts, bytes, sha256 }) => ({ pts, bytes, sha256 }))).toEqual(await frameHashes(file));
  },
);

const named = `-i it's "one"; $(touch x) [0:v] %{n} & +1 ü#?.mp4`;

test('two videos of one name do not mix, and neither do two runs of one video', { timeout: 120_000 }, async () => {
  const [one, two] = await Promise.all([video('one.mp4', 3), video('two.mp4', 3, 'testsrc')]);
  const [a, b] = [await put(one, named), await put(two, named)];
  const runs = [
    { source: a, ...everyFrame },
    { source: b, ...everyFrame },
    { source: a, ...everyFrame, operations: [{ grayscale: {} }] },
  ];
  const results = await Promise.all(
    runs.map(
      async (input) => (await (await stack.start('videoProcessing', input)).end()).resultJson as unknown as VideoResult,
    ),
  );
  const hashes = [await frameHashes(one), await frameHashes(two), await frameHashes(one, 'format=gray')];
  for (const [n, result] of results.entries()) {
    const frames = await framesOf(result);
    expect(frames.map(({ sha256 }) => sha256)).toEqual(hashes[n]!.map(({ sha256 }) => sha256));
    for (const { key, bytes } of frames)
      expect((await stack.storage.head({ bucket: result.manifest.bucket, key: key! }))?.bytes).toBe(bytes);
  }
});

test('a run that is cancelled ends ffmpeg at once, and leaves nothing', { timeout: 120_000 }, async () => {
  const source = await put(await video('cancelled.mp4', 120));
  const run = await stack.start('videoProcessing', {
    source,
    ...everyFrame,
    operations: [{ blur: { sigma: 20 } }, { denoise: {} }],
  });
  for await (const { progress } of run.states()) if (progress.step === 'process' && (progress.done ?? 0) > 20) break;
  expect(await scratch()).not.toEqual([]);
  expect(await running()).not.toEqual([]);
  await run.cancel();
  const asked = performance.now();
  await waitFor('ffmpeg to end', async () => (await running()).length === 0);
  expect(performance.now() - asked).toBeLessThan(6000); // 2 s, threefold
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  expect(await scratch()).toEqual([]);
  await waitFor('clean-up', async () => (await keysBelow('work/')).length === 0);
  expect((await keysBelow('videos/')).filter((key) => key.includes('/cancelled.mp4/'))).toEqual([]);
});
