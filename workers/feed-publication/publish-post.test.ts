import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { brandRow, photoRow } from '../../test/feed-rows.ts';
import { MetaError } from '../../src/platform/meta/meta-error.ts';
import { createLog } from '../../src/platform/log.ts';
import { createLedger, type Publication } from '../../src/services/publications/ledger.ts';
import { publishPost } from './publish-post.ts';

const database = useDatabase();
const log = createLog('silent');

async function planned(): Promise<Publication> {
  const ledger = createLedger(database);
  const brand = await brandRow(database);
  const row = await ledger.plan({
    run: randomUUID(),
    workflowId: 'feed',
    workflow: 'feedPublication',
    channel: 'INSTAGRAM',
    account: '17',
    caption: 'Nieuw binnen',
    altText: 'Een trui',
    image: { key: 'publications/a', bytes: 1, sha256: '' },
    brand,
    photo: await photoRow(database, brand),
  });
  return (await ledger.prepared(row, 'container-1'))!;
}

const never = () => Promise.reject(new Error('Nobody asks.'));

/** Publishes by a channel that answers so, and counts what it was sent. */
async function publish(row: Publication, answer: () => Promise<{ id: string }>) {
  const ledger = createLedger(database);
  let requests = 0;
  const channel = { connection: 'c', stage: never, find: never, permalink: never };
  const published = await publishPost(row, {
    ledger,
    log,
    channel: { ...channel, publish: () => (requests++, answer()) },
    refused: (claim, { kind, message }) => ledger.failed(claim, { failure: kind, message }),
  });
  return { ...published, requests, ledger };
}
const says =
  (kind: MetaError['kind'], acted: MetaError['acted'], retryAfterMs: number | null = null) =>
  () =>
    Promise.reject(new MetaError('No.', { kind, acted, retryAfterMs }));

test('what is answered well is public', async () => {
  const id = randomUUID();
  const { row, requests } = await publish(await planned(), () => Promise.resolve({ id }));
  expect(row).toMatchObject({ state: 'LIVE', postId: id, attempts: 1 });
  expect(requests).toBe(1);
});

test.for([
  ['REFUSED', 'NO', null, { state: 'FAILED', failure: 'REFUSED' }, 0],
  ['LIMIT', 'NO', 60_000, { state: 'PLANNED', failure: 'LIMIT', doubtedAt: null, preparedId: 'container-1' }, 60_000],
  ['LIMIT', 'NO', 3_600_000, { state: 'FAILED', failure: 'LIMIT' }, 0],
  ['EXPIRED', 'NO', null, { state: 'PLANNED', preparedId: null }, 0],
  ['BLOCKED', 'UNKNOWN', 60_000, { state: 'SENT', failure: 'BLOCKED' }, 0],
  ['UNKNOWN', 'UNKNOWN', null, { state: 'SENT' }, 0],
] as const)('%s that has acted %s, to wait %s: %o', async ([kind, acted, wait, becomes, waitMs]) => {
  const published = await publish(await planned(), says(kind, acted, wait));
  expect(published.row).toMatchObject(becomes);
  expect(published.waitMs).toBe(waitMs);
});

test('what is said of a second request settles nothing of a first that nobody knows the end of', async () => {
  const { ledger, row: sent } = await publish(await planned(), says('UNKNOWN', 'UNKNOWN'));
  const again = (await ledger.sendAgain(sent!, { keepPrepared: true }))!;
  const { row } = await publish(again, says('REFUSED', 'NO'));
  expect(row).toMatchObject({ state: 'SENT', failure: 'REFUSED', attempts: 2 });
});

test('of many who publish the same post at once, one sends it', async () => {
  const row = await planned();
  const all = await Promise.all(
    Array.from({ length: 10 }, () => publish(row, () => Promise.resolve({ id: randomUUID() }))),
  );
  expect(all.map(({ requests }) => requests).reduce((sum, count) => sum + count)).toBe(1);
});

test('a post that was planned anew, and has nothing at the channel yet, is not sent', async () => {
  const row = await planned();
  await database.pool.query('UPDATE publications SET prepared_id = NULL WHERE id = $1', [row.id]);
  const { row: now, requests } = await publish(row, () => Promise.resolve({ id: '1' }));
  expect(now).toMatchObject({ state: 'PLANNED', token: null });
  expect(requests).toBe(0);
});

test('a worker that was held up between claim and request sends nothing', async () => {
  const row = await planned();
  const ledger = createLedger(database);
  const slow: typeof ledger = {
    ...ledger,
    async send(claim) {
      const sent = await ledger.send(claim);
      clock.add(9000);
      return sent;
    },
  };
  let requests = 0;
  const now = Date.now;
  const clock = { add: (ms: number) => (Date.now = () => now() + ms) };
  try {
    const { row: after } = await publishPost(row, {
      ledger: slow,
      log,
      channel: { connection: 'c', stage: never, find: never, permalink: never, publish: () => (requests++, never()) },
      refused: never,
    });
    expect(after).toMatchObject({ state: 'PLANNED', failure: 'BUSY', doubtedAt: null });
    expect(requests).toBe(0);
  } finally {
    Date.now = now;
  }
});
