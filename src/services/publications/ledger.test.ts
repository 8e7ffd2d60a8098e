import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { brands } from '../../platform/db/tables/brands.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import { createLedger, type NewPublication, type PublicationState } from './ledger.ts';

const database = useDatabase();
const ledger = () => createLedger(database);
let place: { brand: string; photo: string };

beforeAll(async () => {
  const [brand] = await database.ask((db) =>
    db
      .insert(brands)
      .values({
        key: 'north',
        name: 'North',
        language: 'nl',
        voice: 'Warm.',
        link: 'https://north.example',
        photoPrefixes: [],
        qualityThreshold: 60,
        approval: 'NEVER',
        timeZone: 'Europe/Amsterdam',
      })
      .returning(),
  );
  const [photo] = await database.ask((db) =>
    db
      .insert(photos)
      .values({
        brand: brand!.id,
        bucket: 'photos',
        key: 'a.jpg',
        etag: '1',
        bytes: 1,
        format: 'JPEG',
        width: 1,
        height: 1,
        fingerprint: '0'.repeat(16),
        thumbhash: '',
        likeness: randomUUID(),
        problems: [],
      })
      .returning(),
  );
  place = { brand: brand!.id, photo: photo!.id };
});

const asked = (more: Partial<NewPublication> = {}): NewPublication => ({
  run: randomUUID(),
  workflowId: 'feed-1',
  workflow: 'feed',
  channel: 'INSTAGRAM',
  account: '17',
  caption: 'Nieuw binnen',
  altText: 'Een trui',
  image: { key: 'work/a', bytes: 1, sha256: '' },
  ...place,
  ...more,
});
const post = () => ({ postId: randomUUID(), permalink: null });

/** A publication that has come to a state by the ways there are. */
async function inState(state: PublicationState) {
  const { id } = await ledger().plan(asked());
  if (state === 'PLANNED') return id;
  const claim = (await ledger().arm(id))!;
  if (state === 'ARMED') return id;
  await ledger().send(claim);
  if (state === 'LIVE') await ledger().live(claim, post());
  if (state === 'UNCONFIRMED') await ledger().unconfirmed(claim, { failure: 'LOST', message: 'The answer was lost.' });
  if (state === 'FAILED') await ledger().failed(claim, { failure: 'REFUSED', message: 'No.' });
  return id;
}
const states = ['PLANNED', 'ARMED', 'SENT', 'LIVE', 'UNCONFIRMED', 'FAILED'] as const;

test('a post is planned, claimed, sent and live, once', async () => {
  const { id } = await ledger().plan(asked());
  const claim = (await ledger().arm(id))!;
  expect(await ledger().arm(id), 'it is claimed').toBeNull();
  expect(await ledger().send({ id, token: randomUUID() }), 'by somebody else').toBe(false);
  expect(await ledger().send(claim)).toBe(true);
  expect(await ledger().send(claim), 'again').toBe(false);
  expect(await ledger().live(claim, { postId: id, permalink: null })).toMatchObject({
    state: 'LIVE',
    postId: id,
    attempts: 1,
  });
  expect(await ledger().arm(id)).toBeNull();
  expect(await ledger().failed(claim, { failure: 'REFUSED', message: 'No.' })).toBeNull();
});

test('of many who claim a post at the same time, one has it', async () => {
  const { id } = await ledger().plan(asked());
  const claims = await Promise.all(Array.from({ length: 20 }, () => ledger().arm(id)));
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
});

test('a claim that was taken back cannot send any more, whoever holds it', async () => {
  const { id } = await ledger().plan(asked());
  const lost = (await ledger().arm(id))!;
  expect(await ledger().disarm(lost)).toMatchObject({ state: 'PLANNED', token: null });
  expect(await ledger().send(lost)).toBe(false);
  const claim = (await ledger().arm(id))!;
  expect(await ledger().send(lost), 'with the claim of somebody else there').toBe(false);
  expect(await ledger().send(claim)).toBe(true);
  expect(await ledger().disarm(claim), 'what is sent').toBeNull();
});

test('what is said of an attempt is not written once somebody has claimed the post for another', async () => {
  const id = await inState('SENT');
  const old = (await ledger().get(id))!;
  await ledger().sendAgain(old, { keepPrepared: true });
  const claim = (await ledger().arm(id))!;
  await ledger().send(claim);
  expect(await ledger().sendAgain(old, { keepPrepared: true })).toBeNull();
  expect(await ledger().unconfirmed(old, { failure: 'LOST', message: 'No answer.' })).toBeNull();
  expect(await ledger().failed(old, { failure: 'REFUSED', message: 'No.' })).toBeNull();
  expect(await ledger().live(old, post())).toBeNull();
  expect(await ledger().live(claim, post())).toMatchObject({ state: 'LIVE' });
});

test('what is sent again though nobody knew the end of what was sent before is never taken for not public', async () => {
  const doubted = async () => {
    const id = await inState('UNCONFIRMED');
    return (await ledger().sendAgain((await ledger().get(id))!, { keepPrepared: true }))!;
  };
  const row = await doubted();
  expect(row).toMatchObject({ state: 'PLANNED', token: null, doubtedAt: expect.any(Date) });
  const { run, channel } = row;
  expect((await ledger().plan(asked({ run, channel, caption: 'Anders' }))).caption, 'planned anew').toBe(
    'Nieuw binnen',
  );
  expect(await ledger().failed(row, { failure: 'TOKEN', message: 'No.' })).toMatchObject({ state: 'UNCONFIRMED' });
  const found = await doubted();
  expect(await ledger().live(found, post()), 'without another request').toMatchObject({ state: 'LIVE' });
  const left = await doubted();
  await ledger().arm(left.id);
  expect(await ledger().abandoned(left.id, { failure: 'RUN_ENDED', message: 'It is over.' })).toMatchObject({
    state: 'UNCONFIRMED',
    settledAt: null,
  });
  await expect(
    database.pool.query("UPDATE publications SET state = 'FAILED' WHERE id = $1", [(await doubted()).id]),
  ).rejects.toThrow(/cannot become/);
});

test('a post that was never sent is not found, and one that is not taken fails', async () => {
  const row = (await ledger().get(await inState('PLANNED')))!;
  expect(await ledger().live(row, post())).toBeNull();
  expect(await ledger().failed(row, { failure: 'TOKEN', message: 'No.' })).toMatchObject({ state: 'FAILED' });
});

test('two publications cannot be the same post', async () => {
  const [one, other] = [await inState('SENT'), await inState('SENT')];
  const same = post();
  await ledger().live((await ledger().get(one))!, same);
  expect(await ledger().known('INSTAGRAM', [same.postId, 'another'])).toEqual(new Set([same.postId]));
  await expect(ledger().live((await ledger().get(other))!, same)).rejects.toMatchObject({
    constraint: 'publications_post',
  });
});

test('the reason of a doubt is kept for the person who is asked', async () => {
  const id = await inState('SENT');
  const claim = (await ledger().get(id))!;
  await ledger().doubtful(claim, { failure: 'BLOCKED', message: 'Meta says: spam.' });
  expect(await ledger().unconfirmed(claim, { failure: 'UNKNOWN', message: 'No answer.' })).toMatchObject({
    failure: 'BLOCKED',
    message: 'Meta says: spam.',
  });
});

test('a run plans one post for a channel: what was not sent takes what is new, anything else stays', async () => {
  const first = asked();
  const planned = await ledger().plan(first);
  const { id } = planned;
  expect(await ledger().prepared(planned, 'container-1')).toMatchObject({ preparedId: 'container-1' });
  expect(await ledger().plan({ ...first, caption: 'Anders' })).toMatchObject({
    id,
    caption: 'Anders',
    preparedId: null,
  });
  expect(await ledger().prepared(planned, 'container-2'), 'of a text that was given up').toBeNull();
  const claim = (await ledger().arm(id))!;
  await ledger().send(claim);
  await ledger().live(claim, post());
  expect(await ledger().plan({ ...first, caption: 'Nog anders' })).toMatchObject({
    id,
    caption: 'Anders',
    state: 'LIVE',
  });
  expect((await ledger().plan({ ...first, channel: 'FACEBOOK' })).id).not.toBe(id);
});

test.for(states)('whatever is written, what is %s becomes only what it may', async (from) => {
  const may: Record<PublicationState, readonly PublicationState[]> = {
    PLANNED: ['ARMED', 'FAILED'],
    ARMED: ['PLANNED', 'SENT', 'FAILED'],
    SENT: ['PLANNED', 'LIVE', 'UNCONFIRMED', 'FAILED'],
    UNCONFIRMED: ['PLANNED', 'LIVE', 'FAILED'],
    LIVE: [],
    FAILED: [],
  };
  for (const to of states.filter((state) => state !== from)) {
    const id = await inState(from);
    const written = database.pool.query('UPDATE publications SET state = $1 WHERE id = $2', [to, id]);
    if (may[from].includes(to)) await expect(written, `${from} to ${to}`).resolves.toMatchObject({ rowCount: 1 });
    else await expect(written, `${from} to ${to}`).rejects.toThrow(/cannot become/);
  }
});

test.for([
  ["UPDATE publications SET caption = 'another' WHERE id = $1", /cannot change once it is SENT/],
  ['UPDATE publications SET run = gen_random_uuid()::text WHERE id = $1', /stays with its run/],
  ['DELETE FROM publications WHERE id = $1', /append-only/],
] as const)('%s is refused', async ([sql, says]) => {
  await expect(database.pool.query(sql, [await inState('SENT')])).rejects.toThrow(says);
});

test('none begins as sent', async () => {
  const { id } = await ledger().plan(asked());
  const copy = `INSERT INTO publications SELECT (jsonb_populate_record(publications, jsonb_build_object('id', gen_random_uuid(), 'run', gen_random_uuid(), 'state', 'LIVE'))).*
    FROM publications WHERE id = $1`;
  await expect(
    database.pool.query(copy.replace('INSERT INTO publications', 'INSERT INTO publications OVERRIDING SYSTEM VALUE'), [
      id,
    ]),
  ).rejects.toThrow(/begins as PLANNED/);
});
