import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { newBrand, photoRow } from '../../../test/feed-rows.ts';
import {
  BrandAlreadyExistsError,
  BrandConflictError,
  BrandInUseError,
  BrandNotFoundError,
  InvalidInputError,
} from '../../errors.ts';
import { createStorageRules } from '../../platform/storage-rules.ts';
import { createBudgets } from '../budgets/budgets.ts';
import { createLedger } from '../publications/ledger.ts';
import { createBrands } from './brands.ts';
import type { NewBrand } from './definition.ts';

const database = useDatabase();
const brands = () => createBrands(database, createStorageRules({ bucket: 'tempograph', allowedBuckets: ['photos'] }));
const budgetsOf = async (key: string) =>
  (await createBudgets(database, new Set()).list()).filter(({ name }) => name === `brand=${key}`);

test('a brand is made with what is usual, changed by who knows it, and deleted with its budget', async () => {
  const asked = newBrand({ language: 'nl-be' });
  const made = await brands().create({ ...asked, monthlyBudgetUsd: 20 });
  expect(made).toMatchObject({
    ...asked,
    language: 'nl-BE',
    hashtags: [],
    qualityThreshold: 60,
    approval: 'BELOW_THRESHOLD',
    minPhotoDays: 15,
    revision: 1,
    channels: [],
    monthlyBudget: { limit: 20_000_000, spent: 0, period: 'MONTH', onLimit: 'FAIL' },
  });
  const { key } = made;
  await createBudgets(database, new Set()).set({
    label: { key: 'brand', value: key },
    period: 'MONTH',
    limitUsd: 25,
    onLimit: 'ASK',
  });
  const changed = await brands().update(key, 1, { voice: 'Koel.', monthlyBudgetUsd: 30 });
  expect(changed).toMatchObject({ voice: 'Koel.', link: made.link, revision: 2 });
  expect(changed.monthlyBudget, 'what becomes of runs is somebody else’s choice').toMatchObject({
    limit: 30_000_000,
    onLimit: 'ASK',
  });
  await expect(brands().update(key, 1, { voice: 'Heet.', monthlyBudgetUsd: 1 })).rejects.toThrow(BrandConflictError);
  expect(await brands().get(key), 'nothing was done').toEqual(changed);
  expect((await brands().update(key, 2, { monthlyBudgetUsd: null })).monthlyBudget).toBeNull();

  await brands().update(key, 3, { monthlyBudgetUsd: 1 });
  await brands().delete(key);
  expect(await brands().get(key)).toBeNull();
  expect(await budgetsOf(key)).toEqual([]);
  await expect(brands().delete(key)).rejects.toThrow(BrandNotFoundError);
  await expect(brands().update(key, 4, {})).rejects.toThrow(BrandNotFoundError);
});

test('a key belongs to one brand, and who comes second changes nothing', async () => {
  const asked = newBrand({ monthlyBudgetUsd: 20 });
  const all = await Promise.allSettled(
    Array.from({ length: 5 }, (_one, n) => brands().create({ ...asked, monthlyBudgetUsd: 20 + n })),
  );
  const made = all.filter((one) => one.status === 'fulfilled');
  expect(made).toHaveLength(1);
  for (const one of all) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(BrandAlreadyExistsError);
  expect(await budgetsOf(asked.key)).toMatchObject([{ limit: made[0]!.value.monthlyBudget!.limit }]);
});

test('a brand with publications stays', async () => {
  const { id: brand, key } = await brands().create(newBrand({ monthlyBudgetUsd: 20 }));
  const photo = await photoRow(database, brand);
  const image = { key: 'work/a', bytes: 1, sha256: '', width: 1, height: 1 };
  const words = { caption: 'Nieuw', altText: 'Een lamp', account: '17', workflowId: 'feed', workflow: 'feed' };
  await createLedger(database).plan({ run: 'run', channel: 'FACEBOOK', brand, photo, image, ...words });
  await expect(brands().delete(key)).rejects.toThrow(BrandInUseError);
  expect(await brands().get(key)).toMatchObject({ monthlyBudget: { limit: 20_000_000 } });
});

test('brands come page by page', async () => {
  for (const key of ['zz-a', 'zz-c', 'zz-b']) await brands().create(newBrand({ key }));
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const page = await brands().list(2, after);
    keys.push(...page.rows.map(({ node }) => node.key));
    after = page.hasNextPage ? page.endCursor : null;
  } while (after !== null);
  expect(keys.filter((key) => key.startsWith('zz-'))).toEqual(['zz-a', 'zz-b', 'zz-c']);
  expect(keys).toEqual(keys.toSorted());
  await expect(brands().list(2, 'nonsense')).rejects.toThrow(InvalidInputError);
});

const place = (bucket: string, prefix: string) => ({ photoPrefixes: [{ bucket, prefix }] });
test.each<[Partial<NewBrand>, string, RegExp]>([
  [{ key: 'North Sea' }, 'key', /a-z, 0-9/],
  [{ key: '-north' }, 'key', /not begin with -/],
  [{ name: ' ' }, 'name', /at least 1/],
  [{ language: 'dutch' }, 'language', /no language dutch.*BCP 47/],
  [{ language: 'nederlands!' }, 'language', /BCP 47/],
  [{ voice: 'x'.repeat(2001) }, 'voice', /at most 2000/],
  [{ link: 'http://north.example' }, 'link', /https/],
  [{ link: 'javascript:alert(1)' }, 'link', /https/],
  [{ link: 'https://me:secret@north.example' }, 'link', /password/],
  [{ hashtags: ['#new'] }, 'hashtags.0', /no #/],
  [{ hashtags: ['New', 'new'] }, 'hashtags', /twice/],
  [{ hashtags: Array.from({ length: 31 }, (_tag, n) => `t${n}`) }, 'hashtags', /at most 30/],
  [{ bannedWords: [''] }, 'bannedWords.0', /at least 1/],
  [{ photoPrefixes: [] }, 'photoPrefixes', /at least 1/],
  [place('elsewhere', 'a/'), 'photoPrefixes.0.bucket', /S3_ALLOWED_BUCKETS/],
  [place('tempograph', 'work/'), 'photoPrefixes.0.prefix', /of the program itself/],
  [place('photos', '../a'), 'photoPrefixes.0.prefix', /part that is/],
  [
    { photoPrefixes: ['a/', 'a/b/'].map((prefix) => ({ bucket: 'photos', prefix })) },
    'photoPrefixes',
    /a\/b\/ within another/,
  ],
  [{ qualityThreshold: 101 }, 'qualityThreshold', /at most 100/],
  [{ approval: 'SOMETIMES' as never }, 'approval', /ALWAYS, BELOW_THRESHOLD, NEVER/],
  [{ timeZone: 'Amsterdam' }, 'timeZone', /Europe\/Amsterdam/],
  [{ minPhotoDays: -1 }, 'minPhotoDays', /at least 0/],
  [{ monthlyBudgetUsd: -1 }, 'monthlyBudgetUsd', /at least 0/],
])('what is wrong with a brand is named, and what to do: %#', async (wrong, field, says) => {
  const error: unknown = await brands()
    .create(newBrand(wrong))
    .catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { issues } = error as InvalidInputError;
  expect(issues.map(({ path }) => path.join('.'))).toEqual([field]);
  expect(issues[0]!.message).toMatch(says);
  const { key: _key, ...changes } = newBrand(wrong);
  if (!('key' in wrong)) await expect(brands().update('any', 1, changes)).rejects.toThrow(InvalidInputError);
});
