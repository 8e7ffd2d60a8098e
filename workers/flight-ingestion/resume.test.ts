import { expect, test } from 'vitest';
import { activityContext } from '../../test/activity-context.ts';
import { flightImageFile, northward } from '../../test/fixtures/flight-images.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import { createTcpProxy } from '../../test/tcp-proxy.ts';
import type { Dependencies } from '../kit/activity.ts';
import { createFlightIngestionActivities } from './activities.ts';
import { fromJsonLines } from './json-lines.ts';
import { partSize } from './listed.ts';
import { flightImage } from './manifest.ts';

const stack = useStack({ worker: false });

/** Stores a flight of so many images, no two alike. */
async function putFlight(prefix: string, count: number) {
  const { bucket } = stack.settings.storage;
  const shots = northward(count, { metres: 5 });
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const n = next++;
      const key = `${prefix}IMG_${String(n).padStart(5, '0')}.jpg`;
      await stack.storage.write({ bucket, key }, await flightImageFile(shots[n]!), { contentType: 'image/jpeg' });
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return { bucket, prefix };
}

test('a worker that is killed in the middle counts no image twice, and loses none', { timeout: 300_000 }, async () => {
  const count = long ? 2000 : 400;
  const prefix = await putFlight('killed/', count);
  const proxy = await createTcpProxy(new URL(stack.env['S3_ENDPOINT']!).host);
  const direct = stack.env['S3_ENDPOINT']!;
  stack.env['S3_ENDPOINT'] = `http://${proxy.address}`;
  try {
    await stack.startWorker();
    const run = await stack.start('flightIngestion', { prefix, groundHeight: 40 });
    const shown: number[] = [];
    for (const part of long ? [0.3, 0.6] : [0.5]) {
      for await (const { progress, status } of run.states()) {
        if (progress.step === 'read') shown.push(progress.done ?? 0);
        if (status !== 'RUNNING') throw new Error('It was done before it could be killed.');
        if (progress.step === 'read' && (progress.done ?? 0) >= part * count) break;
      }
      proxy.stall(); // nothing goes on until the worker is dead
      await stack.worker.stop('SIGKILL');
      await proxy.restore();
      await stack.startWorker();
    }
    const state = await run.end();
    expect(state, JSON.stringify(state.failure)).toMatchObject({
      status: 'COMPLETED',
      resultJson: { images: count },
    });
    expect(new Set(shown).size, 'live progress').toBeGreaterThan(1);
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

const attempt = (signal?: AbortSignal) =>
  activityContext({ workKey: 'work/resumed/read', ...(signal ? { signal } : {}) });

test('an attempt reads what the one before has not stored, a few images at a time', { timeout: 60_000 }, async () => {
  const count = 250;
  const prefix = await putFlight('resumed/', count);
  const { storage } = stack;
  const reads: string[] = [];
  let [underWay, most, allowed] = [0, 0, 170];
  const stop = new AbortController();
  const counted: Dependencies['storage'] = {
    ...storage,
    async read(location, options) {
      if (!location.key.startsWith('resumed/')) return storage.read(location, options);
      reads.push(location.key);
      if (reads.length === allowed) stop.abort(new Error('The worker stops.'));
      most = Math.max(most, ++underWay);
      try {
        return await storage.read(location, options);
      } finally {
        underWay--;
      }
    },
  };
  const { handlers } = createFlightIngestionActivities({ storage: counted } as unknown as Dependencies);
  const first = activityContext({ workKey: 'work/resumed/list' });
  const listing = await handlers['list']!({ prefix }, first.context);
  const second = attempt(stop.signal);
  await expect(handlers['read']!({ listing }, second.context)).rejects.toThrow();
  expect(second.reports.map(({ done }) => done)).toContain(partSize);
  allowed = Infinity;
  const third = attempt(); // without a checkpoint: what is stored is the truth
  await handlers['read']!({ listing }, third.context);
  expect(third.reports.at(-1)).toMatchObject({ done: count, total: count });
  const repeated = reads.length - new Set(reads).size;
  expect(new Set(reads).size).toBe(count);
  expect(repeated, 'only those of the part that was not stored').toBeLessThanOrEqual(70);
  expect(reads.filter((key) => key === reads[0]).length).toBe(1);
  expect(most).toBeLessThanOrEqual(8);
});
