import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { brandRow, photoRow } from '../../../test/feed-rows.ts';
import { NoPhotoError, PhotoNotFreeError } from '../../errors.ts';
import { channels } from '../../platform/db/tables/channels.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import { createLedger, type PublicationState } from '../publications/ledger.ts';
import type { PhotoState } from './photo.ts';
import { createPhotoList } from './list.ts';
import { createReservations } from './reservations.ts';

const database = useDatabase();
const reservations = () => createReservations(database);
const newRun = () => ({ first: randomUUID(), workflowId: 'feed-north' });
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);

const brandWith = async (...rows: Parameters<typeof photoRow>[2][]) => {
  const brand = await brandRow(database);
  const ids: string[] = [];
  for (const row of rows) ids.push(await photoRow(database, brand, row));
  return { brand, ids };
};
const stateOf = async (brand: string, id: string): Promise<PhotoState | undefined> => {
  const { rows } = await createPhotoList(database).list(brand, null, 100);
  return rows.find(({ node }) => node.id === id)?.node.state;
};

/** A publication of a run that has come to a state by the ways there are. */
async function publication(brand: string, photo: string, run: string, state: PublicationState) {
  const ledger = createLedger(database);
  const image = { key: 'work/a', bytes: 1, sha256: '', width: 1, height: 1 };
  const words = { caption: 'Nieuw', altText: 'Een lamp', account: '17', workflowId: 'feed-north', workflow: 'feed' };
  const { id } = await ledger.plan({ run, channel: 'INSTAGRAM', brand, photo, image, ...words });
  if (state === 'PLANNED') return;
  const claim = (await ledger.arm(id))!;
  if (state === 'ARMED') return;
  await ledger.send(claim);
  if (state === 'LIVE') await ledger.live(claim, { postId: id, permalink: null });
  if (state === 'UNCONFIRMED') await ledger.unconfirmed(claim, { failure: 'LOST', message: 'The answer was lost.' });
  if (state === 'FAILED') await ledger.failed(claim, { failure: 'REFUSED', message: 'No.' });
}

test('of runs at the same time none takes the photo of another, and a run that asks again has its own', async () => {
  const likeness = randomUUID(); // three of 40 look alike, so that 38 can be had
  const { brand } = await brandWith(...Array.from({ length: 40 }, (_row, n) => (n < 3 ? { likeness } : {})));
  const runs = Array.from({ length: 50 }, newRun);
  const all = [...runs, ...runs.slice(0, 10)];
  const had = await Promise.allSettled(all.map((run) => reservations().reserve({ brand, run })));
  const byRun = new Map<string, string>();
  had.forEach((one, n) => {
    if (one.status === 'rejected') return expect(one.reason).toBeInstanceOf(NoPhotoError);
    const { first } = all[n]!;
    expect(byRun.get(first) ?? one.value.id, 'the same again').toBe(one.value.id);
    byRun.set(first, one.value.id);
  });
  expect(new Set(byRun.values()).size).toBe(38);
  expect(byRun.size).toBe(38);
  const { rows } = await createPhotoList(database).list(brand, null, 100);
  expect(rows.filter(({ node }) => node.likeness === likeness && node.state === 'RESERVED')).toHaveLength(1);
});

test('those that were never published come first, then the one that was longest ago', async () => {
  const { brand, ids } = await brandWith(
    { publishedAt: daysAgo(20) },
    { publishedAt: daysAgo(90) },
    { publishedAt: daysAgo(3) },
    {},
    {},
  );
  const order: string[] = [];
  for (let n = 0; n < 4; n++) order.push((await reservations().reserve({ brand, run: newRun() })).id);
  expect(order).toEqual([ids[3], ids[4], ids[1], ids[0]]);
  await expect(reservations().reserve({ brand, run: newRun() })).rejects.toThrow('4 RESERVED, 1 RESTING');
});

test('a photo that looks like one that is out rests with it', async () => {
  const likeness = randomUUID();
  const { brand, ids } = await brandWith({ likeness }, { likeness }, {});
  expect(await reservations().left(brand)).toBe(2);
  const run = newRun();
  const { id } = await reservations().reserve({ brand, run, photo: ids[1] });
  expect(id).toBe(ids[1]);
  expect(await stateOf(brand, ids[0]!)).toBe('RESTING');
  await reservations().published(id, daysAgo(1));
  await reservations().release({ run: run.first });
  expect(await stateOf(brand, ids[0]!)).toBe('RESTING');
  expect(await stateOf(brand, ids[1]!)).toBe('RESTING');
  expect(await reservations().left(brand)).toBe(1);
});

const unfit = { code: 'TOO_LONG' as const, message: 'It is long.' };
const notFree: [PhotoState, Parameters<typeof photoRow>[2]][] = [
  ['RESERVED', { reservedBy: 'another', reservedFor: 'feed' }],
  ['EXCLUDED', { excludedAt: new Date() }],
  ['MISSING', { missingAt: new Date() }],
  ['RESTING', { publishedAt: daysAgo(14) }],
  ['UNSUITABLE', { problems: [{ channel: 'INSTAGRAM', ...unfit }] }],
];
test.each(notFree)('what is %s is given to nobody, whether it is asked for or not', async (state, row) => {
  const { brand, ids } = await brandWith(row);
  expect(await stateOf(brand, ids[0]!)).toBe(state);
  await expect(reservations().reserve({ brand, run: newRun() })).rejects.toThrow(NoPhotoError);
  await expect(reservations().reserve({ brand, run: newRun(), photo: ids[0] })).rejects.toThrow(PhotoNotFreeError);
  expect(await reservations().left(brand)).toBe(0);
});

test('a photo of another brand, or of none, is not to be had', async () => {
  const { brand } = await brandWith({});
  const other = await brandWith({});
  for (const photo of [other.ids[0], randomUUID(), 'nonsense']) {
    await expect(reservations().reserve({ brand, run: newRun(), photo })).rejects.toThrow('no photo with this id');
  }
});

test('what is unfit for a channel that the brand has not is fit for the brand', async () => {
  const { brand, ids } = await brandWith({ problems: [{ channel: 'INSTAGRAM', ...unfit }] });
  await database.ask((db) => db.insert(channels).values({ brand, kind: 'FACEBOOK', account: '1', tokenVariable: 'X' }));
  expect(await stateOf(brand, ids[0]!)).toBe('FREE');
  await database.ask((db) =>
    db.insert(channels).values({ brand, kind: 'INSTAGRAM', account: '2', tokenVariable: 'X' }),
  );
  expect(await stateOf(brand, ids[0]!)).toBe('UNSUITABLE');
});

test.each([
  ['PLANNED', 'FREE'],
  ['ARMED', 'RESERVED'],
  ['SENT', 'RESERVED'],
  ['UNCONFIRMED', 'RESERVED'],
  ['LIVE', 'RESTING'],
  ['FAILED', 'FREE'],
] as const)('the photo of a run that ends with a post that is %s is %s', async (post, state) => {
  const { brand, ids } = await brandWith({});
  const run = newRun();
  await reservations().reserve({ brand, run });
  await publication(brand, ids[0]!, run.first, post);
  await reservations().release({ run: run.first });
  await reservations().release({ run: run.first });
  expect(await stateOf(brand, ids[0]!)).toBe(state);
});

test('a run that was reset after its post went out goes on with that photo, and any other chooses anew', async () => {
  const { brand, ids } = await brandWith({}, {});
  const [out, planned] = [newRun(), newRun()];
  await reservations().reserve({ brand, run: out });
  await publication(brand, ids[0]!, out.first, 'LIVE');
  await reservations().release({ run: out.first });
  expect(await reservations().reserve({ brand, run: out })).toMatchObject({ id: ids[0] });

  await reservations().reserve({ brand, run: planned });
  await publication(brand, ids[1]!, planned.first, 'PLANNED');
  await reservations().release({ run: planned.first });
  await database.ask((db) => db.update(photos).set({ excludedAt: new Date() }).where(eq(photos.id, ids[1]!)));
  await expect(reservations().reserve({ brand, run: planned })).rejects.toThrow(NoPhotoError);
});

test('a photo that was passed over comes after all others, as one that was published', async () => {
  const { brand, ids } = await brandWith({}, {}, { publishedAt: new Date(0) });
  const had = [];
  for (let n = 0; n < 3; n++) {
    const run = newRun();
    const { id } = await reservations().reserve({ brand, run });
    had.push(id);
    await reservations().release({ run: run.first, passedOver: true });
  }
  expect(had).toEqual([ids[0], ids[1], ids[2]]);
});
