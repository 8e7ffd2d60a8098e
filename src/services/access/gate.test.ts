import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { createLog } from '../../platform/log.ts';
import { createAudit } from './audit.ts';
import { createGate } from './gate.ts';
import { createKeys } from './keys.ts';
import { createRates } from './rates.ts';
import { createTokens } from './tokens.ts';

const database = useDatabase();

function open() {
  const keys = createKeys(database);
  const gate = createGate({
    adminKey: undefined,
    keys,
    tokens: createTokens([randomBytes(32).toString('hex')], database),
    audit: createAudit(database, createLog('silent')),
    failureLimit: 100,
    rates: createRates({ limit: 0, database: null }),
    open: true,
    database,
  });
  return { keys, gate };
}

test('who came in without a key is shut out by the first one', async () => {
  const { keys, gate } = open();
  expect(await gate.shutOut()).toEqual(new Set());
  const { key } = await keys.create({ name: 'first', role: 'VIEWER' });
  await expect.poll(() => gate.shutOut(), { timeout: 5000 }).toEqual(new Set(['anyone']));
  await keys.revoke(key.id);
});

test('what was revoked while the database was away for long is told when it is back', async () => {
  const { keys, gate } = open();
  const { key } = await keys.create({ name: 'old', role: 'VIEWER' });
  await keys.revoke(key.id);
  await database.pool.query(`UPDATE api_keys SET revoked_at = now() - interval '1 hour' WHERE id = $1`, [key.id]);
  expect(await gate.shutOut()).not.toContain(`key:${key.id}`);
  const hourLater = performance.now() + 3_600_000;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(hourLater);
  onTestFinished(() => clock.mockRestore());
  expect(await gate.shutOut()).toContain(`key:${key.id}`);
  expect(await gate.shutOut()).not.toContain(`key:${key.id}`);
});
