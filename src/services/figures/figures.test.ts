import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { brandRow, photoRow, publicationRow } from '../../../test/feed-rows.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { createPostgresBus } from '../../platform/bus/postgres-bus.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createGenerations } from '../generations/generations.ts';
import { busLag } from './bus-lag.ts';
import { modelCosts } from './model-costs.ts';
import { publicationsByState } from './publications-by-state.ts';

const database = useDatabase();
const log = createLog('silent');

test('models cost what their calls of a day have cost, by workflow', async () => {
  const generations = createGenerations(database);
  const call = async (workflow: string, model: string, cost: number | null) => {
    const id = randomUUID();
    await generations.begin(id, newCall({ workflow, model }));
    await generations.settle(id, callEnd(cost));
    return id;
  };
  await call('caption', 'large', 1_000_000);
  await call('caption', 'large', 500_000);
  await call('caption', 'small', 7);
  await call('report', 'unpriced', null);
  const old = await call('caption', 'large', 9_000_000);
  await database.pool.query(`UPDATE generations SET started_at = now() - interval '25 hours' WHERE id = $1`, [old]);
  expect(await modelCosts(database)).toEqual([
    { labels: { workflow: 'caption', model: 'large' }, value: 1.5 },
    { labels: { workflow: 'caption', model: 'small' }, value: 0.000_007 },
    { labels: { workflow: 'report', model: 'unpriced' }, value: 0 },
  ]);
});

test('posts are counted by channel and state', async () => {
  const brand = await brandRow(database);
  const post = async (channel: 'INSTAGRAM' | 'FACEBOOK', state: 'LIVE' | 'UNCONFIRMED') =>
    publicationRow(database, { brand, photo: await photoRow(database, brand), channel }, state);
  await post('INSTAGRAM', 'LIVE');
  await post('INSTAGRAM', 'LIVE');
  await post('FACEBOOK', 'UNCONFIRMED');
  const counted = await publicationsByState(database);
  expect(counted.toSorted((one, other) => other.value - one.value)).toEqual([
    { labels: { channel: 'INSTAGRAM', state: 'LIVE' }, value: 2 },
    { labels: { channel: 'FACEBOOK', state: 'UNCONFIRMED' }, value: 1 },
  ]);
});

test('a bus is as late as what one hears of oneself, and one that is away is not late but unknown', async () => {
  for (const bus of [createProcessBus(log), createPostgresBus(database.url, log)]) {
    onTestFinished(() => bus.close());
    bus.subscribe('any', () => undefined);
    await expect.poll(() => bus.heardSince(), { timeout: 15_000 }).not.toBeNull();
    const [lag] = await busLag(bus);
    expect(lag!.value).toBeGreaterThanOrEqual(0);
    expect(lag!.value).toBeLessThan(1.5);
  }
  const away = createPostgresBus('postgres://127.0.0.1:1/none', log);
  onTestFinished(() => away.close());
  await expect(busLag(away)).rejects.toThrow('The bus was not heard.');
});
