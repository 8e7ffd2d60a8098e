import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createLog } from '../../../src/platform/log.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { Preview } from '../wire/preview.ts';
import { createPreviews } from './previews.ts';
import { thumbnailOf } from './thumbnail.ts';

const stack = useStack({ worker: false });

/** As wide as it is told, so that one can be told from another. */
const picture = (width: number) =>
  sharp({ create: { width, height: 10, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();

const quick = { intervalMs: 50, kept: 100, patienceMs: 200 };

/** Previews of a run of its own. `write` replaces storage's. */
function open(write: Storage['write'] = stack.storage.write, limits = quick) {
  const [run, signal, shown] = [randomUUID(), new AbortController(), [] as Preview[]];
  const log = createLog('silent');
  const warn = vi.spyOn(log, 'warn');
  const show = (preview: Preview) => void shown.push(preview);
  const storage = { ...stack.storage, write };
  const previews = createPreviews({ storage, run, signal: signal.signal, show, log }, limits);
  const stored = async () => {
    const keys: string[] = [];
    for await (const page of stack.storage.list({ bucket: stack.storage.workBucket, prefix: `work/${run}/` }))
      keys.push(...page.map(({ key }) => key));
    return keys;
  };
  return { ...previews, shown, stored, warn, abort: () => signal.abort() };
}

/** As long as it takes to make a preview, and more: what was begun before is made by then. */
async function madeMeanwhile() {
  for (let made = 0; made < 3; made++) await thumbnailOf(await picture(100));
}

/** Storage that takes nothing before it is told to. */
function slowStorage() {
  const asked: string[] = [];
  const writes: Promise<unknown>[] = [];
  let go: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const take: Storage['write'] = async (location, bytes, options) => {
    const left = new Promise<never>((_, reject) =>
      options.signal?.addEventListener('abort', () => reject(new Error())),
    );
    await Promise.race([gate, left]);
    return stack.storage.write(location, bytes, options);
  };
  const write: Storage['write'] = (location, bytes, options) => {
    asked.push(location.key);
    const taken = take(location, bytes, options);
    writes.push(taken);
    return taken;
  };
  return { write, asked, go: () => go?.(), settled: () => Promise.allSettled(writes) };
}

test('of pictures that come while one is made, the newest is made next', async () => {
  const { write, asked, go } = slowStorage();
  const { preview, close, shown, stored } = open(write);
  const [first, ...others] = await Promise.all(Array.from({ length: 50 }, (_, index) => picture(index + 1)));
  preview(first!);
  await waitFor('the upload', () => asked.length === 1);
  for (const bytes of others) {
    preview(bytes);
    await setImmediate();
  }
  go();
  await waitFor('the last', () => shown.at(-1)?.width === 50);
  expect(shown.map(({ width }) => width)).toEqual([1, 50]);
  expect(await stored()).toEqual(shown.map(({ key }) => key).toSorted());
  await close();
});

test('storage that is slow holds nobody up, and nothing comes after the end', { timeout: 20_000 }, async () => {
  const { write, asked, go, settled } = slowStorage();
  const { preview, close, shown, stored } = open(write);
  preview(await picture(1));
  await waitFor('the upload', () => asked.length === 1);
  preview(await picture(2));
  const begun = performance.now();
  await close();
  expect(performance.now() - begun).toBeLessThan(3000);
  go();
  preview(await picture(3));
  await madeMeanwhile();
  await settled();
  expect({ shown, stored: await stored(), asked: asked.length }).toEqual({ shown: [], stored: [], asked: 1 });
});

test('what storage has begun to take is there when the activity has ended, and is not shown any more', async () => {
  const { write, asked, go } = slowStorage();
  const { preview, close, shown, stored, abort } = open(write);
  preview(await picture(1));
  await waitFor('the upload', () => asked.length === 1);
  abort(); // as when the run is cancelled
  setTimeout(go, 50);
  await close();
  expect({ shown, stored: await stored() }).toEqual({ shown: [], stored: asked });
});

test('an end before anything was asked of storage waits for nothing', async () => {
  const { write, asked } = slowStorage();
  const { preview, close } = open(write);
  preview(await picture(1));
  await close();
  await madeMeanwhile();
  expect(asked).toEqual([]);
});

test.each<[string, () => Promise<Uint8Array>]>([
  ['no picture', async () => Buffer.from('no picture')],
  [
    'more pixels than a picture has',
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="11000" height="11000"/>'),
  ],
])('of %s there is no preview but a line in the log, and the next picture has one', async (_what, bad) => {
  const { preview, close, shown, warn } = open();
  preview(await bad());
  await waitFor('the line', () => warn.mock.calls.length === 1);
  preview(await picture(7));
  await waitFor('the next', () => shown.length === 1);
  expect(shown).toMatchObject([{ width: 7, height: 10 }]);
  await close();
});

test('of many previews only the newest are kept', async () => {
  const { preview, close, shown, stored } = open(stack.storage.write, { ...quick, kept: 2 });
  for (let width = 1; width <= 5; width++) {
    preview(await picture(width));
    await waitFor(`preview ${width}`, () => shown.length === width);
  }
  const newest = shown.slice(-2).map(({ key }) => key);
  await waitFor('the older ones to go', async () => (await stored()).length === 2);
  expect(await stored()).toEqual(newest.toSorted());
  await close();
});
