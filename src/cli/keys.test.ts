import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newDatabase, query, useDatabase } from '../../test/database.ts';
import { processEnv } from '../platform/env.ts';
import { createDatabase } from '../platform/db/database.ts';
import { createLog } from '../platform/log.ts';
import { createKeys } from '../services/access/keys.ts';

const database = useDatabase();
const entry = fileURLToPath(new URL('../../tools/tempograph.mjs', import.meta.url));

/** `npx tempograph ...` without npx, in a folder that is no checkout. */
async function tempograph(DATABASE_URL: string, ...args: string[]) {
  const { PATH, HOME } = processEnv();
  const env = { PATH, HOME, DATABASE_URL, DATA_DIR: '/nowhere' };
  const child = spawn(process.execPath, [entry, ...args], { env, cwd: os.tmpdir() });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (seen.out += chunk));
  child.stderr.on('data', (chunk) => (seen.err += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...seen };
}

test('a key is made before the first API ran, works, is listed, and ends', { timeout: 60_000 }, async () => {
  const url = await newDatabase();
  const fresh = createDatabase(url, createLog('silent'));
  const keys = createKeys(fresh);
  try {
    const made = await tempograph(
      url,
      'keys',
      'create',
      '--name',
      'shop',
      '--role',
      'operator',
      '--workflows',
      'photo',
    );
    expect(made.code, made.err).toBe(0);
    expect(made.out, 'the key and nothing else').toMatch(/^tgk_[\w-]{43}\n$/);
    expect(made.err).toMatch(
      /OPERATOR key shop .* shown this once .*\n.*the first: from now on .*\n.*\(.*imageEnhancement.*\): photo\n$/,
    );
    const secret = made.out.trim();
    expect(await keys.caller(secret)).toMatchObject({ access: { workflows: ['photo'] } });

    const [listed, again] = await Promise.all([
      tempograph(url, 'keys', 'list'),
      tempograph(url, 'keys', 'create', '--name', 'late', '--role', 'viewer', '--expires', '2001-01-01'),
    ]);
    expect(listed.out).toMatch(/^ID .*\n\S{36} {2}shop {2}OPERATOR {2}photo .* usable\n$/);
    expect(listed.out).not.toContain(secret.slice(4));
    expect(again).toEqual({ code: 1, out: '', err: 'expiresAt: Must be in the future.\n' });

    const id = (await keys.list())[0]!.id;
    const revoked = await tempograph(url, 'keys', 'revoke', 'shop');
    expect(revoked).toEqual({ code: 0, out: '', err: expect.any(String) });
    expect(revoked.err).toMatch(new RegExp(`^The key shop \\(${id}\\) is revoked\\.\\nIt was the last: .*whoever`));
    expect(await keys.caller(secret)).toBeNull();
    expect(await query(url, 'SELECT actor, action, targets, outcome FROM audit_log ORDER BY id')).toEqual(
      ['createApiKey', 'revokeApiKey'].map((action) => ({ actor: 'system', action, targets: [id], outcome: 'OK' })),
    );
  } finally {
    await fresh.close();
  }
});

test('a name that several keys have, or none, is not guessed at', { timeout: 60_000 }, async () => {
  const { url } = database;
  for (const role of ['VIEWER', 'ADMIN'] as const) await createKeys(database).create({ name: 'twin', role });
  const [several, none] = await Promise.all([
    tempograph(url, 'keys', 'revoke', 'twin'),
    tempograph(url, 'keys', 'revoke', 'nobody'),
  ]);
  expect(several).toMatchObject({ code: 1, err: expect.stringMatching(/^Several keys are called twin: /) });
  expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/^No key .* nobody /) });
  expect((await createKeys(database).list()).map(({ revokedAt }) => revokedAt)).toEqual([null, null]);
});

test('what is missing is said in one line', { timeout: 60_000 }, async () => {
  const [nowhere, away, nonsense] = await Promise.all([
    tempograph('', 'keys', 'list'),
    tempograph('postgres://x:hidden@127.0.0.1:1/x', 'keys', 'list'),
    tempograph('', 'keys', 'destroy'),
  ]);
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/^DATABASE_URL: Set it .*`npm start`.*\n$/) });
  expect(away).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^DATABASE_URL: PostgreSQL at 127.*ECONNREF.*\n$/),
  });
  expect(nonsense).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^There is no command keys destroy\. \(.*\n$/),
  });
  expect(`${nowhere.out}${away.out}${nonsense.out}`).toBe('');
});
