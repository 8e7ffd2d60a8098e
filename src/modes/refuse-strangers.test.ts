import { expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { readSettings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { createKeys } from '../services/access/keys.ts';
import { refuseStrangers } from './refuse-strangers.ts';

const database = useDatabase();

async function start(variables: Record<string, string>) {
  const warnings: string[] = [];
  const warn = (_: object, message: string) => void warnings.push(message);
  const log = { ...createLog('silent'), warn };
  await refuseStrangers(readSettings(variables), createKeys(database), log);
  return warnings;
}

const open = [expect.stringContaining('may do anything')];

test('without a key only this machine is let in, and the log says that all of it is', async () => {
  for (const HOST of ['127.0.0.1', '::1', 'localhost']) expect(await start({ HOST })).toEqual(open);
  for (const HOST of ['0.0.0.0', '::', '[::]', '192.168.1.2', 'api.example', '127.evil.example']) {
    await expect(start({ HOST }), HOST).rejects.toThrow(/^HOST: Other machines can reach .*keys create.*ADMIN_API_KEY/);
  }
});

test('on loopback behind a proxy a key is needed too', async () => {
  await expect(start({ TRUST_PROXY: '1' })).rejects.toThrow(/^TRUST_PROXY: Other machines .* proxy, .*keys create/);
});

test('a key lets the network in: one of the environment, or one that can be used', async () => {
  expect(await start({ HOST: '0.0.0.0', ADMIN_API_KEY: 'x'.repeat(32) })).toEqual([]);
  const keys = createKeys(database);
  const { key } = await keys.create({ name: 'first', role: 'ADMIN' });
  expect(await start({ HOST: '0.0.0.0' })).toEqual([]);
  expect(await start({ HOST: '127.0.0.1' })).toEqual([]);
  await keys.revoke(key.id);
  await expect(start({ HOST: '0.0.0.0' })).rejects.toThrow(/^HOST: /);
  expect(await start({ HOST: '127.0.0.1' })).toEqual(open);
});
