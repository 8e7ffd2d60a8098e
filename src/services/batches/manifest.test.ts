import { expect, test } from 'vitest';
import { useStack } from '../../../test/stack.ts';
import { storeManifest } from './manifest.ts';

const stack = useStack({ worker: false });

const items = (count: number, length = 1) =>
  Array.from({ length: count }, (_, n) => ({ id: `item-${n}`, input: { n, text: 'x'.repeat(length) } }));

async function stored({ prefix, pages }: { prefix: string; pages: number }) {
  const read = async (page: number) => String(await stack.storage.read(stack.storage.own(`${prefix}/${page}.json`)));
  return Promise.all(Array.from({ length: pages }, (_, page) => read(page)));
}

test('the items are stored in order, a hundred to a page', async () => {
  const manifest = await storeManifest(stack.storage, 'noop', items(1250));
  expect(manifest).toMatchObject({ pages: 13, items: 1250 });
  const pages = (await stored(manifest)).map((page) => JSON.parse(page) as unknown[]);
  expect(pages.flat()).toEqual(items(1250));
  expect(pages.map(({ length }) => length)).toEqual([...Array.from({ length: 12 }, () => 100), 50]);
});

test('no page is longer than Temporal takes, unless an item is', async () => {
  const manifest = await storeManifest(stack.storage, 'noop', items(12, 200_000));
  const pages = await stored(manifest);
  expect(pages.flatMap((page) => JSON.parse(page) as unknown[])).toEqual(items(12, 200_000));
  expect(Math.max(...pages.map((page) => page.length))).toBeLessThan(510_000);
});

const prefix = async (workflow: string, count: number) =>
  (await storeManifest(stack.storage, workflow, items(count))).prefix;

test('the same items of the same workflow are the same manifest, others are another', async () => {
  expect(await prefix('noop', 3)).toBe(await prefix('noop', 3));
  expect(await prefix('noop', 3)).not.toBe(await prefix('noop', 4));
  expect(await prefix('noop', 3)).not.toBe(await prefix('probe', 3));
});
