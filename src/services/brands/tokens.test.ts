import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { newBrand } from '../../../test/feed-rows.ts';
import { BrandNotConnectedError } from '../../errors.ts';
import { readSettings } from '../../platform/env.ts';
import { createStorageRules } from '../../platform/storage-rules.ts';
import { createBrands } from './brands.ts';
import { createChannels } from './channels.ts';
import { createChannelTokens } from './tokens.ts';

const database = useDatabase();
const stored = `EAAB${randomBytes(40).toString('hex')}`;
const inVariable = `EAAC${randomBytes(40).toString('hex')}`;
const env = {
  CREDENTIALS_KEY: randomBytes(32).toString('hex'),
  META_TOKEN_NORTH: inVariable,
  META_TOKEN_OTHER: 'of somebody else',
};
const brands = () => createBrands(database, createStorageRules({ bucket: 'photos', allowedBuckets: [] }));
const channels = (given: Record<string, string> = env) => createChannels(database, brands(), readSettings(given));
const tokens = (given: Record<string, string> = env) => createChannelTokens(database, readSettings(given));
const issuesOf = (asked: Promise<unknown>) =>
  asked.then(
    () => [],
    (error: { issues: { path: string[]; message: string }[] }) => error.issues,
  );
const facebook = { kind: 'FACEBOOK' as const, account: '17' };

test('a token is stored so that only a worker with the key reads it, and only for its own brand and channel', async () => {
  const { id, key } = await brands().create(newBrand());
  const brand = await channels().connect(key, { ...facebook, token: ` ${stored} ` });
  expect(brand.channels).toMatchObject([{ ...facebook, tokenVariable: null, state: 'OK', problem: null }]);
  expect(JSON.stringify(brand)).not.toContain(stored);
  expect(await tokens().tokenOf(id, 'FACEBOOK')).toMatchObject({ account: '17', token: stored });
  const { rows } = await database.pool.query<{ row: string }>('SELECT channels::text AS row FROM channels');
  expect(rows.map(({ row }) => row).join()).not.toContain(stored);

  await expect(tokens({}).tokenOf(id, 'FACEBOOK')).rejects.toThrow(/CREDENTIALS_KEY is not set/);
  const other = { CREDENTIALS_KEY: randomBytes(32).toString('hex') };
  await expect(tokens(other).tokenOf(id, 'FACEBOOK')).rejects.toThrow(/does not open/);
  await channels().connect(key, { kind: 'INSTAGRAM', account: '18', tokenVariable: 'META_TOKEN_NORTH' });
  await database.pool.query(`UPDATE channels SET token_variable = NULL,
    token = (SELECT token FROM channels WHERE brand = '${id}' AND kind = 'FACEBOOK') WHERE brand = '${id}'`);
  await expect(tokens().tokenOf(id, 'INSTAGRAM'), 'moved to another channel').rejects.toThrow(/does not open/);
});

test('a token in a variable is read where the worker has it', async () => {
  const { id, key } = await brands().create(newBrand());
  await channels().connect(key, { ...facebook, tokenVariable: 'META_TOKEN_NORTH' });
  expect(await tokens().tokenOf(id, 'FACEBOOK')).toMatchObject({ token: inVariable });
  await expect(tokens({}).tokenOf(id, 'FACEBOOK')).rejects.toThrow(/META_TOKEN_NORTH, which is not set/);
  await expect(tokens().tokenOf(id, 'INSTAGRAM')).rejects.toThrow(BrandNotConnectedError);
});

test('a token that was refused is used no more until there is another, which it does not speak for', async () => {
  const { id, key } = await brands().create(newBrand());
  await channels().connect(key, { ...facebook, token: stored });
  const { connection } = await tokens().tokenOf(id, 'FACEBOOK');
  await tokens().refused(id, 'FACEBOOK', connection, 'Session has expired.');
  await expect(tokens().tokenOf(id, 'FACEBOOK')).rejects.toThrow(/not taken any more: Session has expired. Use conn/);
  expect((await brands().known(key)).channels).toMatchObject([{ state: 'RECONNECT', problem: 'Session has expired.' }]);
  await channels().connect(key, { ...facebook, token: stored });
  await tokens().refused(id, 'FACEBOOK', connection, 'Session has expired.');
  expect((await brands().known(key)).channels).toMatchObject([{ state: 'OK', problem: null }]);
});

test.each([
  [{}, 'token', /Give either/],
  [{ token: stored, tokenVariable: 'META_TOKEN_NORTH' }, 'token', /Give either/],
  [{ tokenVariable: 'CREDENTIALS_KEY' }, 'tokenVariable', /begin with META_TOKEN_/],
  [{ tokenVariable: 'META_TOKEN_' }, 'tokenVariable', /no such variable/],
  [{ tokenVariable: 'META_TOKEN_constructor' }, 'tokenVariable', /no such variable/],
  [{ token: 'short' }, 'token', /20 to 2,000/],
  [{ token: stored, account: 'my page' }, 'account', /number/],
])('what cannot be connected is refused, and nothing secret is said of it: %#', async (wrong, field, says) => {
  const { key } = await brands().create(newBrand());
  const [issue, ...more] = await issuesOf(channels().connect(key, { ...facebook, ...wrong }));
  expect(more).toEqual([]);
  expect(issue).toMatchObject({ path: [field], message: expect.stringMatching(says) as string });
  for (const secret of [stored, inVariable, 'short', 'OTHER', 'somebody']) expect(issue!.message).not.toContain(secret);
});

test('without CREDENTIALS_KEY a token is not stored, and the remedies are named', async () => {
  const { key } = await brands().create(newBrand());
  const [issue] = await issuesOf(channels({}).connect(key, { ...facebook, token: stored }));
  expect(issue).toMatchObject({
    path: ['token'],
    message: expect.stringMatching(/CREDENTIALS_KEY.*META_TOKEN_/) as string,
  });
});
