import { EventEmitter, on } from 'node:events';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { activityContext } from '../../test/activity-context.ts';
import { flightImageFile, northward, type FlightShot } from '../../test/fixtures/flight-images.ts';
import { long } from '../../test/long.ts';
import type { TestRun } from '../../test/graphql-client.ts';
import { useStack } from '../../test/stack.ts';
import { createTcpProxy } from '../../test/tcp-proxy.ts';
import { createSlots } from '../../src/platform/slots.ts';
import type { Dependencies } from '../kit/activity.ts';
import { createActivities } from './activities.ts';
import { fromJsonLines } from '../kit/json-lines.ts';
import { partSize } from './listed.ts';
import { flightImage } from './manifest.ts';

const stack = useStack({ worker: false, env: { TASK_QUEUES: 'imaging' } });

const count = long ? 2000 : 400;
let prefix: { bucket: string; prefix: string };

beforeAll(async () => {
  prefix = { bucket: stack.settings.storage.bucket, prefix: 'flight/' };
  const places = createSlots(8);
  const put = async (shot: FlightShot, n: number) => {
    const key = `${prefix.prefix}IMG_${String(n).padStart(5, '0')}.jpg`;
    await stack.storage.write({ ...prefix, key }, await flightImageFile(shot), { contentType: 'image/jpeg' });
  };
  // No two are alike.
  await Promise.all(northward(count, { metres: 5 }).map((shot, n) => places.run(() => put(shot, n))));
}, 120_000);

test('a worker that is killed twice counts no image twice, and loses none', { timeout: 300_000 }, async () => {
  const direct = stack.env['S3_ENDPOINT']!;
  const reads = new EventEmitter();
  const proxy = await createTcpProxy(new URL(direct).host, (sent) => imagesIn(sent).forEach(() => reads.emit('read')));
  /** Stalls storage when so many more images were asked for. */
  const stallAfter = async (images: number) => {
    for await (const _read of on(reads, 'read')) if (--images === 0) break;
    proxy.stall();
  };
  stack.env['S3_ENDPOINT'] = `http://${proxy.address}`;
  try {
    await stack.startWorker();
    const run = await stack.start('flightIngestion', { prefix, groundHeight: 40 });
    const watched = watchReading(run);
    for (let kills = 0; kills < 2; kills++) {
      await stallAfter(Math.round(0.4 * count));
      await stack.worker.stop('SIGKILL');
      await proxy.restore();
      await stack.startWorker();
    }
    const state = await run.end();
    expect(state, JSON.stringify(state.failure)).toMatchObject({
      status: 'COMPLETED',
      resultJson: { images: count },
    });
    const { read, attempts } = await watched;
    expect(read.size, 'live progress').toBeGreaterThan(1);
    expect([...attempts], 'both workers died while they read').toEqual([1, 2, 3]);
    const result = state.resultJson as unknown as { manifest: { bucket: string; key: string }; problems: unknown[] };
    const manifest = fromJsonLines(flightImage, await stack.storage.read(result.manifest));
    expect(new Set(manifest.map(({ key }) => key)).size).toBe(count);
    expect(manifest.length).toBe(count);
    expect(result.problems).toEqual([]);
  } finally {
    stack.env['S3_ENDPOINT'] = direct;
    await proxy.close();
  }
});

/** Which images were asked for in what was sent to storage. */
const imagesIn = (sent: Buffer) =>
  [...sent.toString('latin1').matchAll(/^GET \S*\/flight\/(IMG_\d+\.jpg)/gm)].map(([, name]) => name!);

/** What a watcher has seen of reading, live: how many images were read, and by which attempt. */
async function watchReading(run: TestRun) {
  const [read, attempts] = [new Set<number>(), new Set<number>()];
  for await (const { progress } of run.states('progress { activities { name attempt } }')) {
    if (progress.step === 'read') read.add(progress.done ?? 0);
    const activities = progress['activities'] as { name: string; attempt: number }[];
    for (const { name, attempt } of activities) if (name === 'read') attempts.add(attempt);
  }
  return { read, attempts };
}

const attempt = (signal?: AbortSignal) =>
  activityContext({ workKey: 'work/resumed/read', ...(signal ? { signal } : {}) });

const isOfFirstPart = (name: string) => Number(/\d+/.exec(name)) < partSize;

test('an attempt reads what the one before has not stored', { timeout: 60_000 }, async () => {
  const { storage } = stack;
  const reads: string[] = [];
  let written = 0;
  const stop = new AbortController();
  const stopInTheMiddle = () => {
    if (reads.length > 1.5 * partSize && written >= 1) stop.abort(new Error('The worker stops.'));
  };
  const proxy = await createTcpProxy(new URL(stack.env['S3_ENDPOINT']!).host, (sent) => {
    reads.push(...imagesIn(sent));
    stopInTheMiddle();
  });
  onTestFinished(() => proxy.close());
  const counted: Dependencies['storage'] = {
    ...storage,
    async write(location, body, options) {
      const facts = await storage.write(location, body, options);
      if (location.key.startsWith('work/resumed/read/')) written++;
      stopInTheMiddle();
      return facts;
    },
  };
  const settings = { storage: { ...stack.settings.storage, endpoint: `http://${proxy.address}` } };
  const { handlers } = createActivities({ storage: counted, settings } as unknown as Dependencies);
  const first = activityContext({ workKey: 'work/resumed/list' });
  const listing = await handlers['list']!({ prefix }, first.context);
  const second = attempt(stop.signal);
  await expect(handlers['read']!({ listing }, second.context)).rejects.toThrow('The worker stops.');
  expect(second.reports.map(({ done }) => done)).toContain(partSize);
  const third = attempt(); // without a checkpoint: what is stored is the truth
  await handlers['read']!({ listing }, third.context);
  expect(third.reports.at(-1)).toMatchObject({ done: count, total: count });
  expect(new Set(reads).size).toBe(count);
  const repeated = reads.filter((name, n) => reads.indexOf(name) !== n);
  expect(repeated.filter(isOfFirstPart), 'nothing that was stored').toEqual([]);
  expect(repeated.length).toBeGreaterThan(0);
});
