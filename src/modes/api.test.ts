import { expect, test } from 'vitest';
import { silentBus } from '../platform/bus/silent-bus.ts';
import { readSettings, SettingsError } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { startApi } from './api.ts';

const DATABASE_URL = 'postgres://127.0.0.1:1/none';
const TOKEN_SECRET = 'x'.repeat(32);

test.each([
  [{ TOKEN_SECRET }, /^DATABASE_URL: The API needs a PostgreSQL database/],
  [{}, /^DATABASE_URL: .*\nTOKEN_SECRET: .*$/],
  [{ DATABASE_URL }, /^TOKEN_SECRET: The API needs a secret .*openssl rand/],
])('of all that %j leaves out, an API names at once what it cannot do without', async (variables, says) => {
  const attempt = startApi(readSettings(variables), silentBus, createLog('silent'));
  await expect(attempt).rejects.toThrow(SettingsError);
  await expect(attempt).rejects.toThrow(says);
});

test('a secret that could be guessed is refused', () => {
  const twoSecrets = { DATABASE_URL, TOKEN_SECRET: `${TOKEN_SECRET},short` };
  expect(() => readSettings(twoSecrets)).toThrow(/^TOKEN_SECRET.1: Must have at least 32 characters: .*openssl rand/);
});
