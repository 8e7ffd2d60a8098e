import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { brandRow, photoRow } from '../../../test/feed-rows.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { useWebhook } from '../../../test/webhook.ts';
import { readSettings } from '../../platform/env.ts';
import { createGenerations } from '../generations/generations.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { createLedger, type Channel } from './ledger.ts';
import { reportPublication, type PublicationEnd } from './report.ts';

const database = useDatabase();
const webhook = useWebhook();
const langfuse = { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };
const tools = (env: Record<string, string> = { ...webhook.env, ...langfuse }) => ({
  database,
  settings: readSettings(env),
  signal: AbortSignal.timeout(10_000),
});

/** A run with a row in the ledger for each channel. */
async function planned(...channels: Channel[]) {
  const run = { first: randomUUID(), workflowId: 'feed-north' };
  const brand = await brandRow(database);
  const photo = await photoRow(database, brand);
  const ledger = createLedger(database);
  const what = { workflow: 'feed', account: '17', caption: 'Zacht <b>', altText: 'Trui' };
  const image = { key: 'work/a', bytes: 1, sha256: '' };
  const rows = [];
  for (const channel of channels) {
    rows.push(await ledger.plan({ ...what, run: run.first, workflowId: run.workflowId, channel, brand, photo, image }));
  }
  const { rows: keys } = await database.pool.query<{ key: string }>('SELECT key FROM brands WHERE id = $1', [brand]);
  const end = (outcome: PublicationEnd['outcome'], failure: PublicationEnd['failure'] = null): PublicationEnd => ({
    run,
    brand: keys[0]!.key,
    outcome,
    failure,
  });
  return { run, brand: keys[0]!.key, rows, ledger, end };
}

test('whoever has the webhook is told what became of a post at each channel, what it cost, and where to look', async () => {
  const { run, brand, rows, ledger, end } = await planned('FACEBOOK', 'INSTAGRAM');
  const [facebook, instagram] = rows;
  const claim = (await ledger.arm(facebook!.id))!;
  await ledger.send(claim);
  await ledger.live(claim, { postId: randomUUID(), permalink: 'https://facebook.example/1' });
  await ledger.failed(instagram!, { failure: 'LIMIT', message: 'The account has published as much as it may.' });
  const id = randomUUID();
  const generations = createGenerations(database);
  await generations.begin(id, newCall({ run: run.first }));
  await generations.settle(id, callEnd(12_345));

  expect(await reportPublication(end('PARTIAL'), tools())).toBe(true);
  const [{ headers, body, genuine }] = webhook.got as [(typeof webhook.got)[number]];
  expect(genuine).toBe(true);
  expect(headers['idempotency-key']).toBe(`"${body.id}"`);
  expect(body).toMatchObject({
    type: 'publication.finished',
    publication: {
      brand: { key: brand, name: 'North' },
      outcome: 'PARTIAL',
      failure: null,
      channels: [
        { channel: 'FACEBOOK', state: 'LIVE', permalink: 'https://facebook.example/1', failure: null },
        { channel: 'INSTAGRAM', state: 'FAILED', permalink: null, failure: { code: 'LIMIT' } },
      ],
      costUsd: 0.012345,
      unpricedCalls: 0,
      traceUrl: expect.stringMatching(/^https:\/\/[^/]+\/trace\/[0-9a-f]{32}$/),
    },
  });
  const { publication } = body as unknown as { publication: { run: string } };
  expect(decodeRunId(publication.run)).toEqual(run);
  expect(body.text).toContain('*North*: published in part.');
  expect(body.text).toContain('Zacht &lt;b&gt;');
  expect(body.text).toContain('$0.012345');
});

test('the same news has the same name when it is told again, and other news of the run has another', async () => {
  webhook.got.length = 0;
  const { ledger, rows, end } = await planned('FACEBOOK');
  await reportPublication(end('FAILED', { code: 'NO_PHOTO', message: 'None.' }), tools());
  await reportPublication(end('FAILED', { code: 'NO_PHOTO', message: 'None.' }), tools());
  const claim = (await ledger.arm(rows[0]!.id))!;
  await ledger.send(claim);
  await ledger.live(claim, { postId: randomUUID(), permalink: null });
  await reportPublication(end('PUBLISHED'), tools()); // it was reset, and went well
  const [first, again, other] = webhook.got.map(({ body }) => body.id);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('without a webhook nobody is told; one that refuses is an error that does not name it', async () => {
  webhook.got.length = 0;
  const { end } = await planned();
  expect(await reportPublication(end('REJECTED'), tools({}))).toBe(false);
  expect(webhook.got).toEqual([]);
  webhook.statuses.push(503);
  await expect(reportPublication(end('REJECTED'), tools())).rejects.toThrow(/^The webhook answers 503\.$/);
});
