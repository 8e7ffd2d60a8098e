import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { KeyNotFoundError } from '../../errors.ts';
import { createKeys } from './keys.ts';

const database = useDatabase();
const soon = () => new Date(Date.now() + 60_000);

test('a key is told once, and stored nowhere', async () => {
  const keys = createKeys(database);
  const { key, secret } = await keys.create({ name: 'shop', role: 'OPERATOR', workflows: ['photo'] });
  expect(secret).toMatch(/^tgk_[\w-]{43}$/);
  const { rows } = await database.pool.query('SELECT * FROM api_keys');
  expect(JSON.stringify(rows)).not.toContain(secret.slice(4, 30));
  expect(JSON.stringify(await keys.list())).not.toContain('hash');
  const caller = await keys.caller(secret);
  expect(caller).toEqual({
    actor: `key:${key.id}`,
    grantedBy: null,
    access: { permissions: expect.arrayContaining(['START']), runs: null, workflows: ['photo'] },
    expiresAt: null,
  });
});

test('a key that was revoked, has expired, or was never made is nobody’s', async () => {
  const keys = createKeys(database);
  const { key, secret } = await keys.create({ name: 'revoked', role: 'VIEWER' });
  expect(await keys.caller(secret)).not.toBeNull();
  const revoked = await keys.revoke(key.id);
  expect(revoked.revokedAt).toBeInstanceOf(Date);
  expect((await keys.revoke(key.id)).revokedAt).toEqual(revoked.revokedAt);
  expect(await keys.caller(secret)).toBeNull();

  const expiring = await keys.create({ name: 'expired', role: 'VIEWER', expiresAt: soon() });
  expect(await keys.caller(expiring.secret)).not.toBeNull();
  await database.pool.query(`UPDATE api_keys SET expires_at = now() WHERE id = $1`, [expiring.key.id]);
  expect(await keys.caller(expiring.secret)).toBeNull();
  await database.pool.query('UPDATE api_keys SET revoked_at = now() WHERE id <> $1', [expiring.key.id]);
  expect(await keys.any()).toBe(true); // what has expired opens nothing
  await keys.revoke(expiring.key.id);
  expect(await keys.any()).toBe(false);

  for (const guess of ['', 'tgk_', `${secret}x`, secret.toUpperCase(), 'tgk_\0']) {
    expect(await keys.caller(guess)).toBeNull();
  }
  await expect(keys.revoke('00000000-0000-4000-8000-000000000000')).rejects.toThrow(KeyNotFoundError);
  await expect(keys.revoke('not one')).rejects.toThrow(KeyNotFoundError);
});

test('the time of the last use is kept', async () => {
  const keys = createKeys(database);
  const { key, secret } = await keys.create({ name: 'used', role: 'ADMIN' });
  await keys.caller(secret);
  const found = (await keys.list()).find(({ id }) => id === key.id);
  expect(found?.lastUsedAt).toBeInstanceOf(Date);
});

test.each([
  [{ name: ' ', role: 'VIEWER' as const }, 'name'],
  [{ name: 'x', role: 'ROOT' as never }, 'role'],
  [{ name: 'x', role: 'VIEWER' as const, workflows: [] }, 'workflows'],
  [{ name: 'x', role: 'VIEWER' as const, expiresAt: new Date(0) }, 'expiresAt'],
])('%j is refused', async (request, field) => {
  await expect(createKeys(database).create(request)).rejects.toMatchObject({ issues: [{ path: [field] }] });
});
