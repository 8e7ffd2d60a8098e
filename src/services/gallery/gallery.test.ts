import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { imageRow } from '../../../test/image-rows.ts';
import { useStack } from '../../../test/stack.ts';
import { createGallery } from './gallery.ts';

const stack = useStack({ worker: false });
const nothing = { search: null, onBehalfOf: null, style: null, origin: null, model: null, run: null, parent: null };
const everywhere = { workflows: null, runs: null };
const find = async (filter: Partial<typeof nothing> | { search: string }) => {
  const query = { filter: { ...nothing, ...filter }, scope: everywhere, first: 50, after: null };
  return (await createGallery(stack.database).list(query)).rows.map(({ node }) => node.prompt);
};

test.each([
  ['heron', ['A <grey> heron/egret']],
  ['grey', ['A <grey> heron/egret']],
  ['egret', ['A <grey> heron/egret']],
  ['"rotes boot"', ['Ein rotes Boot auf dem See']],
  ['boot -see', []],
  ['heron or boot', ['Ein rotes Boot auf dem See', 'A <grey> heron/egret']],
  ['anime -boot', ['A <grey> heron/egret']],
  [`' & | ! :* \\ (`, []],
])('%s finds what it says', async (search, expected) => {
  const onBehalfOf = randomUUID();
  for (const prompt of ['A <grey> heron/egret', 'Ein rotes Boot auf dem See']) {
    await imageRow(stack.database, { prompt, onBehalfOf });
  }
  expect(await find({ search, onBehalfOf } as { search: string })).toEqual(expected);
});

test('pages follow one another, and a cursor of another list is refused', async () => {
  const onBehalfOf = randomUUID();
  for (const prompt of ['1', '2', '3']) await imageRow(stack.database, { prompt, onBehalfOf });
  const gallery = createGallery(stack.database);
  const page = (after: string | null) =>
    gallery.list({ filter: { ...nothing, onBehalfOf }, scope: everywhere, first: 2, after });
  const one = await page(null);
  const two = await page(one.endCursor);
  expect([...one.rows, ...two.rows].map(({ node }) => node.prompt)).toEqual(['3', '2', '1']);
  expect([one.hasNextPage, two.hasNextPage]).toEqual([true, false]);
  await expect(page('cGhvdG8gMQ')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('what a picture comes from may be deleted before it is written down', async () => {
  const { id } = await imageRow(stack.database, { parent: randomUUID(), duplicateOf: randomUUID() });
  expect(await createGallery(stack.database).get(id)).toMatchObject({ parent: null, duplicateOf: null });
});

test('what was said of a picture and of those it comes from is known, the newest first, and each word once', async () => {
  const gallery = createGallery(stack.database);
  let parent: string | null = null;
  for (const prompt of ['A child', 'A child', 'On a beach', 'At night']) {
    ({ id: parent } = await imageRow(stack.database, { prompt, style: 'SKETCH', parent }));
  }
  expect(await gallery.wordsBehind(parent!)).toEqual(['At night', 'SKETCH', 'On a beach', 'A child']);
  expect(await gallery.wordsBehind(randomUUID())).toEqual([]);
});
