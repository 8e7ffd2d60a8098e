import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { createTcpProxy } from '../../../test/tcp-proxy.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { RateLimitedError, ServiceUnavailableError, UnauthenticatedError } from '../../errors.ts';
import { createDatabase, type Database } from '../../platform/db/database.ts';
import { createLog } from '../../platform/log.ts';
import { createAudit } from './audit.ts';
import { createAuthenticate } from './authenticate.ts';
import { anyone } from './caller.ts';
import { createKeys } from './keys.ts';
import { createMode } from './mode.ts';
import { createTokens } from './tokens.ts';

const database = useDatabase();
const adminKey = randomBytes(32).toString('hex');
const secret = randomBytes(32).toString('hex');

function gate({ open = false, admin = false, over }: { open?: boolean; admin?: boolean; over?: Database } = {}) {
  const whole = { ...database, ...over };
  const keys = createKeys(whole);
  const tokens = createTokens([secret], whole);
  const audit = createAudit(whole, createLog('silent'));
  const adminOption = admin ? adminKey : undefined;
  return {
    keys,
    tokens,
    audit,
    authenticate: createAuthenticate({
      adminKey: adminOption,
      keys,
      tokens,
      audit,
      failureLimit: 100,
      isOpen: createMode({ adminKey: adminOption, keys, audit, open }),
    }),
  };
}

test('a server that is open lets in whoever comes, until there is a key', async () => {
  const { keys, audit, authenticate } = gate({ open: true });
  expect(await authenticate(null, 'a')).toBe(anyone);
  await expect(gate({ open: true, admin: true }).authenticate(null, 'a')).rejects.toThrow(UnauthenticatedError);
  await expect(gate().authenticate(null, 'a')).rejects.toThrow('Authorization: Bearer');
  const { key } = await keys.create({ name: 'first', role: 'VIEWER' });
  await waitFor('the refusal', () =>
    authenticate(null, 'a').then(
      () => false,
      () => true,
    ),
  );
  await keys.revoke(key.id);
  await waitFor('being open again', () =>
    authenticate(null, 'a').then(
      () => true,
      () => false,
    ),
  );
  const [opened, closed] = (await audit.list({ first: 2 })).rows.map(({ node }) => node);
  expect(opened).toMatchObject({ actor: 'system', action: 'letEveryoneIn', outcome: 'OK' });
  expect(closed).toMatchObject({ actor: 'system', action: 'askForKeys', outcome: 'OK' });
});

test('the key of the environment is one, and what only resembles it is none', async () => {
  const { authenticate } = gate({ admin: true });
  expect(await authenticate(adminKey, 'a')).toMatchObject({ actor: 'key:environment' });
  for (const guess of [adminKey.slice(1), `${adminKey}0`, adminKey.toUpperCase(), '']) {
    await expect(authenticate(guess, 'a')).rejects.toThrow(UnauthenticatedError);
  }
});

test('attempts with what is not valid are written down, with whose it was', async () => {
  const { keys, tokens, audit, authenticate } = gate();
  const { key, secret: apiKey } = await keys.create({ name: 'gone', role: 'OPERATOR' });
  const { token, id } = await tokens.create({ workflows: ['photo'] }, (await keys.caller(apiKey))!);
  expect(await authenticate(apiKey, 'a')).toMatchObject({ actor: `key:${key.id}` });
  await keys.revoke(key.id);
  await waitFor('the end of the key', () =>
    authenticate(apiKey, '192.0.2.1').then(
      () => false,
      () => true,
    ),
  );
  await expect(authenticate(token, '192.0.2.2')).rejects.toThrow(UnauthenticatedError);
  await expect(authenticate('tgk_guess', '192.0.2.3')).rejects.toThrow(UnauthenticatedError);
  const entries = (await audit.list({ first: 3 })).rows.map(({ node }) => node);
  const common = { action: 'authenticate', outcome: 'UNAUTHENTICATED', inputHash: null };
  expect(entries).toMatchObject([
    { ...common, actor: 'stranger', targets: ['192.0.2.3'] },
    { ...common, actor: `token:${id}`, targets: ['192.0.2.2'] },
    { ...common, actor: `key:${key.id}`, targets: ['192.0.2.1'] },
  ]);
  expect(JSON.stringify(await database.pool.query('SELECT * FROM audit_log'))).not.toContain('tgk_guess');
});

test('who tries too often has to wait, and nobody else: not even who comes from the same address', async () => {
  const { keys, authenticate } = gate();
  const [one, other] = await Promise.all(
    ['one', 'other'].map(async (name) => (await keys.create({ name, role: 'VIEWER' })).secret),
  );
  await authenticate(one!, 'crowded');
  for (let n = 0; n < 100; n++) {
    await expect(authenticate(`tgk_${n}`, 'crowded')).rejects.toThrow(UnauthenticatedError);
  }
  await expect(authenticate('tgk_100', 'crowded')).rejects.toThrow(RateLimitedError);
  await expect(authenticate(other!, 'crowded')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(await authenticate(other!, 'elsewhere')).toMatchObject({ access: { runs: null } });
  expect(await authenticate(one!, 'crowded')).toMatchObject({ access: { runs: null } });
  for (let n = 0; n < 100; n++) {
    await expect(authenticate(`tgk_v6_${n}`, `2001:db8::${n}`)).rejects.toThrow();
  }
  await expect(authenticate('tgk_101', '2001:db8::ffff')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});

test('without the database nobody new is let in, and it says so', { timeout: 30_000 }, async () => {
  const { keys } = gate();
  const { secret: apiKey } = await keys.create({ name: 'patient', role: 'VIEWER' });
  const url = new URL(database.url);
  const proxy = await createTcpProxy(url.host);
  url.host = proxy.address;
  const over = createDatabase(url.href, createLog('silent'));
  onTestFinished(async () => {
    await over.close();
    await proxy.close();
  });
  const { authenticate } = gate({ over });
  await authenticate(apiKey, 'a');
  await proxy.cut();
  await waitFor('the refusal', () =>
    authenticate(apiKey, 'a').then(
      () => false,
      (error: unknown) => error instanceof ServiceUnavailableError,
    ),
  );
  await proxy.restore();
  await waitFor('being let in', () =>
    authenticate(apiKey, 'a').then(
      () => true,
      () => false,
    ),
  );
});
