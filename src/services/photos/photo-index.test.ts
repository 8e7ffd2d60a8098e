import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { brandRow } from '../../../test/feed-rows.ts';
import { createPhotoList } from './list.ts';
import { createPhotoIndex, type LookedAt } from './photo-index.ts';

const database = useDatabase();

const looked = (key: string, fingerprint: string | null, etag = '1'): LookedAt => ({
  bucket: 'photos',
  key,
  etag,
  bytes: 1,
  format: 'JPEG',
  width: 800,
  height: 800,
  fingerprint,
  thumbhash: '',
  problems: [],
});
const groups = async (brand: string) => {
  const { rows } = await createPhotoList(database).list(brand, null, 100);
  const byLikeness = new Map<string, string>();
  for (const { node } of rows.toReversed()) {
    const others = byLikeness.get(node.likeness);
    byLikeness.set(node.likeness, others ? `${others} ${node.key}` : node.key);
  }
  return [...byLikeness.values()];
};

test('photos within 8 of 64 bits look alike, and one between two groups makes them one', async () => {
  const brand = await brandRow(database);
  const { save } = createPhotoIndex(database);
  const run = randomUUID();
  await save(brand, run, [looked('a', '0000000000000000'), looked('b', '000000000000ffff')]);
  await save(brand, run, [looked('a8', 'ff00000000000000'), looked('a9', '01ff000000000000'), looked('none', null)]);
  expect(await groups(brand)).toEqual(['a a8', 'b', 'a9', 'none']);
  await save(brand, run, [looked('between', '00000000000000ff')]);
  expect(await groups(brand)).toEqual(['a b a8 between', 'a9', 'none']);
});

test('a file with another content is looked at anew, and what looked like it stays together', async () => {
  const brand = await brandRow(database);
  const { save, known, summary } = createPhotoIndex(database);
  await save(brand, 'first', [looked('a', '0000000000000000'), looked('b', '0000000000000001')]);
  expect(await groups(brand)).toEqual(['a b']);
  await save(brand, 'second', [looked('a', 'ffffffffffffffff', '2')]);
  expect(await groups(brand)).toEqual(['a', 'b']);
  expect((await known(brand)).map(({ key, etag }) => `${key} ${etag}`).toSorted()).toEqual(['a 2', 'b 1']);
  expect(await summary(brand, 'second', 5)).toEqual({ imported: 1, unsuitable: 0, problems: [] });
});
