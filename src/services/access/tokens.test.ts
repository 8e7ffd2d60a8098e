import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { accessOf, type Access } from './access.ts';
import { anyone, environmentAdmin, type Caller } from './caller.ts';
import { createKeys } from './keys.ts';
import { encodeRunId } from '../runs/run-id.ts';
import { createTokens } from './tokens.ts';

const database = useDatabase();
const secret = 'a secret of at least thirty-two characters';
const byAdmin = environmentAdmin;
const by = (access: Access): Caller => ({ ...anyone, access });
const runId = (workflowId: string) => encodeRunId({ workflowId, first: randomUUID() });
const a = runId('a');
const b = runId('b');
const runIds = (length: number) => Array.from({ length: 25 }, (_, n) => runId(`${n}`.padEnd(length, '.')));
const tokens = (...secrets: string[]) => createTokens(secrets.length > 0 ? secrets : [secret], database);

test('a token says what its holder may do, and to which runs', async () => {
  const { token, id, expiresAt } = await tokens().create({ runs: [a, b], permissions: ['WATCH', 'CANCEL'] }, byAdmin);
  expect(await tokens().caller(token)).toEqual({
    actor: `token:${id}`,
    grantedBy: 'key:environment',
    access: { permissions: ['WATCH', 'CANCEL'], runs: [a, b], workflows: null },
    expiresAt,
  });
  expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(3_500_000);
});

test('a token that was revoked or changed, has expired, or was signed by others is nobody’s', async () => {
  const { token, id } = await tokens().create({ runs: [a] }, byAdmin);
  const [head, body, signature] = token.split('.') as [string, string, string];
  const claims = { permissions: ['WATCH'], runs: null, workflows: null };
  const forged = (alg: string, key: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid: (JSON.parse(String(Buffer.from(head, 'base64url'))) as { kid: string }).kid })
      .setIssuer('tempograph')
      .setJti('x')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(key));
  const foreign = await createTokens(['another secret of at least thirty-two'], database).create(
    { runs: [a] },
    byAdmin,
  );
  const widened = Buffer.from(JSON.stringify({ ...JSON.parse(String(Buffer.from(body, 'base64url'))), runs: null }));
  const none = new UnsecuredJWT(claims).setIssuer('tempograph').setJti('x').setExpirationTime('1h').encode();
  for (const bad of [
    '',
    'nonsense',
    `${head}.${body}.`,
    `${head}.${widened.toString('base64url')}.${signature}`,
    foreign.token,
    none,
    await forged('HS256', 'guessed'.repeat(8)),
    await forged('HS512', secret.repeat(2)),
    await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
  ]) {
    expect(await tokens().caller(bad), bad).toBeNull();
  }
  expect(await tokens().caller(token)).not.toBeNull();
  for (const notAnId of ['', 'x', token, `token:${id}`]) {
    await expect(tokens().revoke(notAnId), notAnId).rejects.toMatchObject({ issues: [{ path: ['id'] }] });
  }
  expect(await tokens().caller(token)).not.toBeNull();
  await tokens().revoke(id);
  expect(await tokens().caller(token)).toBeNull();
});

test('a token is never too long for the header it travels in', async () => {
  const { token } = await tokens().create({ runs: runIds(100) }, byAdmin);
  expect(token.length).toBeLessThan(7500);
  const tooLong = tokens().create({ runs: runIds(200) }, byAdmin);
  await expect(tooLong).rejects.toMatchObject({
    issues: [{ path: ['runs'], message: expect.stringContaining('name fewer') }],
  });
});

test('secrets can be replaced while tokens are out', async () => {
  const { token } = await tokens(secret).create({ runs: [a] }, byAdmin);
  const next = 'the next secret of thirty-two characters';
  expect(await tokens(next, secret).caller(token)).not.toBeNull();
  const { token: newer } = await tokens(next, secret).create({ runs: [a] }, byAdmin);
  expect(await tokens(next).caller(newer)).not.toBeNull();
  expect(await tokens(next).caller(token)).toBeNull();
});

test('nobody gives more than they have', async () => {
  const viewer = accessOf('VIEWER', ['photo']);
  const refused = (request: object) => tokens().create(request, by(viewer));
  await expect(refused({ runs: [a], permissions: ['CANCEL'] })).rejects.toMatchObject({
    issues: [{ path: ['permissions'] }],
  });
  await expect(refused({ workflows: ['video'] })).rejects.toMatchObject({ issues: [{ path: ['workflows'] }] });
  await expect(refused({})).rejects.toMatchObject({ issues: [{ path: ['runs'] }] });
  await expect(refused({ runs: [a], expiresIn: 1 })).rejects.toMatchObject({ issues: [{ path: ['expiresIn'] }] });
  const { token } = await tokens().create({ runs: [a] }, by(viewer));
  expect((await tokens().caller(token))?.access).toMatchObject({ runs: [a], workflows: ['photo'] });
});

test('a token ends with the key that it was made with, and is no token without runs that could be', async () => {
  const keys = createKeys(database);
  const soon = new Date(Date.now() + 60_000);
  const { key, secret: apiKey } = await keys.create({ name: 'site', role: 'OPERATOR', expiresAt: soon });
  const site = (await keys.caller(apiKey))!;
  const { token, expiresAt } = await tokens().create({ runs: [a] }, site);
  expect(expiresAt.getTime()).toBeLessThanOrEqual(soon.getTime());
  expect(await tokens().caller(token)).toMatchObject({ grantedBy: `key:${key.id}` });
  await keys.revoke(key.id);
  expect(await tokens().caller(token)).toBeNull();
  await expect(tokens().create({ runs: [a, 'b'] }, byAdmin)).rejects.toMatchObject({
    issues: [{ path: ['runs', '1'] }],
  });
});

test('a token that was made while no key was asked for ends with the first key', async () => {
  const { token } = await tokens().create({ runs: [a] }, anyone);
  expect(await tokens().caller(token)).toMatchObject({ grantedBy: 'anyone' });
  await createKeys(database).create({ name: 'first', role: 'VIEWER' });
  expect(await tokens().caller(token)).toBeNull();
});

test('a token of ADMIN_API_KEY ends when that is another one, and a token of nobody when there is one', async () => {
  const [first, next, none] = ['first key', 'next key', undefined].map((key) => createTokens([secret], database, key));
  const { token } = await first!.create({ runs: [a] }, environmentAdmin);
  expect(await first!.caller(token)).toMatchObject({ grantedBy: 'key:environment' });
  expect(await next!.caller(token)).toBeNull();
  expect(await none!.caller(token)).toBeNull();
  const { token: open } = await none!.create({ runs: [a] }, anyone);
  expect(await first!.caller(open)).toBeNull();
});
