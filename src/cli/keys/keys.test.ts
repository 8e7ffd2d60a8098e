import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { runCli } from '../../../test/cli.ts';
import { newDatabase, query } from '../../../test/database.ts';
import { useStack } from '../../../test/stack.ts';
import { createDatabase } from '../../platform/db/database.ts';
import { createLog } from '../../platform/log.ts';
import { createKeys } from '../../services/access/keys.ts';

const adminKey = randomBytes(32).toString('hex');
const stack = useStack({ worker: false, env: { ADMIN_API_KEY: adminKey } });

const tempograph = (DATABASE_URL: string, ...args: string[]) => runCli({ DATABASE_URL }, args);

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

/** Without the database. */
const byApi = (...args: string[]) => runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: adminKey }, args);

test('where only an API is known, it is asked', { timeout: 60_000 }, async () => {
  const options = ['--name', 'far', '--role', 'viewer', '--workflows', 'photo', '--expires', '30d'];
  const made = await byApi('keys', 'create', ...options);
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^tgk_[\w-]{43}\n$/) });
  expect(made.err).toMatch(/VIEWER key far \(.*\n.*the first.*\n.*\(.*imageEnhancement.*\): photo\n$/);
  const secret = made.out.trim();
  const asViewer = await runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: secret }, ['keys', 'list']);
  expect(asViewer).toEqual({ code: 1, out: '', err: expect.stringMatching(/^FORBIDDEN: .* ADMINISTER, .*\n$/) });
  const listed = await byApi('keys', 'list');
  expect(listed.out).toMatch(/^ID .*\n\S+ +far +VIEWER +photo .* usable\n$/);
  expect((await byApi('keys', 'revoke', 'far')).err).toMatch(/^The key far .* is revoked\.\nIt was the last: /);
  expect(await createKeys(stack.database).caller(secret)).toBeNull();
  const log = await runCli({ TEMPOGRAPH_URL: stack.url, TEMPOGRAPH_KEY: adminKey }, ['audit', '--limit', '100']);
  expect(log.out).toMatch(/^AT .*ACTOR .*\n.*key:environment .*revokeApiKey .*OK/);
  expect(log.out).toMatch(/key:environment +createApiKey +OK/);
});

test('a name that several keys have, or none, is not guessed at', { timeout: 60_000 }, async () => {
  const keys = createKeys(stack.database);
  for (const role of ['VIEWER', 'ADMIN'] as const) await keys.create({ name: 'twin', role });
  const [several, none] = await Promise.all([
    tempograph(stack.env['DATABASE_URL']!, 'keys', 'revoke', 'twin'),
    byApi('keys', 'revoke', 'nobody'),
  ]);
  expect(several).toMatchObject({ code: 1, err: expect.stringMatching(/^Several keys are called twin: /) });
  expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/^No key .* nobody /) });
  expect((await keys.list()).filter(({ name }) => name === 'twin').map(({ revokedAt }) => revokedAt)).toEqual([
    null,
    null,
  ]);
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
