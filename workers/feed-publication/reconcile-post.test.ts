import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { brandRow, photoRow } from '../../test/feed-rows.ts';
import { createLedger } from '../../src/services/publications/ledger.ts';
import { reconcilePost } from './reconcile-post.ts';

const database = useDatabase();
const open = () => Promise.reject(new Error('It was asked.'));
const stop = () => Promise.resolve();

test.each(['ARMED', 'SENT'] as const)(
  'of a post that is %s nothing is asked or taken back while whoever has claimed it may still send it',
  async (state) => {
    const ledger = createLedger(database);
    const brand = await brandRow(database);
    const { id } = await ledger.plan({
      run: randomUUID(),
      workflowId: 'feed',
      workflow: 'feedPublication',
      channel: 'FACEBOOK',
      account: '17',
      caption: 'Nieuw binnen',
      altText: 'Een trui',
      image: { key: 'work/a', bytes: 1, sha256: '' },
      brand,
      photo: await photoRow(database, brand),
    });
    const claim = (await ledger.arm(id))!;
    if (state === 'SENT') await ledger.send(claim);
    const reconcile = async () =>
      reconcilePost((await ledger.get(id))!, { ledger, open, stop, signal: new AbortController().signal });
    const { row, againInMs } = await reconcile();
    expect(row).toMatchObject({ state });
    expect(againInMs).toBeGreaterThan(25_000);
    expect(againInMs).toBeLessThanOrEqual(30_000);
    await database.pool.query(`UPDATE publications SET armed_at = armed_at - interval '31 seconds' WHERE id = $1`, [
      id,
    ]);
    if (state === 'ARMED') expect(await reconcile()).toMatchObject({ row: { state: 'PLANNED', token: null } });
    else await expect(reconcile()).rejects.toThrow('It was asked.');
  },
);
