import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { createStopFlag, raise } from './clock.ts';
import { imageEnhancement } from '../contract.ts';
import { submit } from './image-pool.ts';
import type { EnhanceJob } from './phases.ts';
import { enhanceImage } from './pipeline.ts';

const limit = availableParallelism();
const limits = { maxPixels: 20_000_000, maxSeconds: 60 };
const jobOf = (local: Partial<EnhanceJob['local']> = {}) =>
  imageEnhancement.input.parse({ source: { bucket: 'photos', key: 'a.jpg' }, local });
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

/** Every thread that was started, in order. */
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

let large: Buffer;
let small: Buffer;
beforeAll(async () => {
  [large, small] = await Promise.all([picture(3000, 2000), picture(40, 30)]);
});

/** A job whose tone phase is a long one. `begun` when it is there, and no native code is at work. */
function toning(signal = new AbortController().signal) {
  let enhanced!: ReturnType<typeof enhanceImage>;
  const begun = new Promise<void>((resolve) => {
    const onProgress = (phase: string) => phase === 'TONE' && resolve();
    enhanced = enhanceImage(large, jobOf({ sharpen: 10 }), { limits, signal, onProgress });
  });
  return { begun, enhanced };
}

const enhanceMany = () =>
  Promise.all(Array.from({ length: 3 * limit }, () => enhanceImage(small, jobOf(), { limits })));

// The first test, so that it knows which thread is whose.
test('a thread that crashes hits only its own picture, and is replaced', async () => {
  const broken = toning();
  await broken.begun;
  const others = Array.from({ length: limit + 1 }, () => enhanceImage(small, jobOf(), { limits }));
  const crashed = expect(broken.enhanced).rejects.toThrow('The image thread ended with code 1.');
  await workers[0]!.terminate();
  await crashed;
  expect((await Promise.all(others)).map(({ width }) => width)).toEqual(others.map(() => 40));
  expect((await toning().enhanced).width).toBe(3000);
});

test('threads are used again, and hear with the same ears', async () => {
  await enhanceMany();
  const started = workers.length;
  const ears = () => workers.map((worker) => worker.eventNames().map((event) => worker.listenerCount(event)));
  const before = ears();
  await enhanceMany();
  expect(workers.length).toBe(started);
  expect(ears()).toEqual(before);
});

test('a signal that outlives the job keeps no listener', async () => {
  const { signal } = new AbortController();
  await enhanceImage(small, jobOf(), { limits, signal });
  await expect(enhanceImage(Buffer.from('text'), jobOf(), { limits, signal })).rejects.toThrow('PNG');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('one after another, each hears only of its own rows', async () => {
  const heard: number[] = [];
  const onProgress = (_phase: string, _done: number, total: number) => void heard.push(total);
  await enhanceImage(small, jobOf(), { limits, onProgress });
  const count = heard.length;
  await enhanceMany();
  expect(heard).toHaveLength(count);
});

test('a picture that waits for a thread can be given up', async () => {
  const working = Array.from({ length: 3 * limit }, () => enhanceImage(small, jobOf({ sharpen: 2 }), { limits }));
  const caller = new AbortController();
  const told: string[] = [];
  const onProgress = (phase: string) => void told.push(phase);
  const waiting = enhanceImage(small, jobOf(), { limits, signal: caller.signal, onProgress });
  caller.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  await Promise.all(working);
  expect(told).toEqual([]);
});

test('the time limit does not count the wait for a thread', async () => {
  const working = Array.from({ length: limit }, () => toning());
  const waiting = enhanceImage(small, jobOf(), { limits: { ...limits, maxSeconds: 0.5 } });
  await expect(waiting).resolves.toMatchObject({ width: 40 });
  await Promise.all(working.map(({ enhanced }) => enhanced));
});

test('the thread of a job that is stopped takes no other before it has ended', async () => {
  const events: string[] = [];
  const stop = createStopFlag();
  const ended = Array.from(
    { length: limit + 1 },
    (_, index) =>
      new Promise<void>((resolve, reject) => {
        const last = index === limit;
        submit({
          begin() {
            events.push(`begin ${index}`);
            const bytes = new Uint8Array(last ? small : large);
            return { bytes, job: jobOf({ denoise: 3 }), limits, stop: last ? createStopFlag() : stop };
          },
          onMessage(message) {
            if (message.type === 'progress') return raise(stop); // in all but the last, somewhere in the middle
            events.push(`${message.type} ${index}`);
            resolve();
          },
          onCrash: reject,
        });
      }),
  );
  await Promise.all(ended);
  const failed = events.findIndex((event) => event.startsWith('failed'));
  expect(failed).toBeGreaterThanOrEqual(limit);
  // It may begin in the moment before the outcome of the other is passed on, but not earlier.
  expect(events.indexOf(`begin ${limit}`)).toBeGreaterThanOrEqual(failed - 1);
  expect(events).toContain(`done ${limit}`);
});

test('a caller who gives up need not wait, and the bytes stay theirs', async () => {
  const caller = new AbortController();
  const given = Buffer.from(large);
  const { begun, enhanced } = toning(caller.signal);
  await begun;
  caller.abort(new Error('enough'));
  await expect(enhanced).rejects.toThrow('enough');
  expect(large.equals(given)).toBe(true);
});

test('an error of a library crosses over with its name, message and stack', async () => {
  const job = jobOf();
  const failed = enhanceImage(small, { ...job, output: { ...job.output, quality: 1000 } }, { limits });
  await expect(failed).rejects.toMatchObject({
    name: 'Error',
    message: expect.stringContaining('quality'),
    stack: expect.stringContaining('encode'),
  });
});

test('a caller that cannot hear its progress gets its own error', async () => {
  const deaf = enhanceImage(small, jobOf(), {
    limits,
    onProgress() {
      throw new RangeError('deaf');
    },
  });
  await expect(deaf).rejects.toThrow(RangeError);
  await expect(enhanceImage(small, jobOf(), { limits })).resolves.toMatchObject({ width: 40 });
});

test('a process with idle threads ends by itself', async () => {
  const script = `
    import { enhanceImage } from ${JSON.stringify(new URL('./pipeline.ts', import.meta.url).href)};
    const bytes = Buffer.from('${small.toString('base64')}', 'base64');
    const { width } = await enhanceImage(bytes, ${JSON.stringify(jobOf())}, { limits: ${JSON.stringify(limits)} });
    console.log(width);
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  expect(stdout).toBe('40\n');
});
