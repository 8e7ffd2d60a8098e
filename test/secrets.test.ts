import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { query } from './database.ts';
import { findSecrets } from './find-secrets.ts';
import { noteSecret } from './note-secret.ts';
import { useStack } from './stack.ts';

const canary = () => randomBytes(24).toString('hex');
const adminKey = canary();
const stack = useStack({
  fixtures: true,
  env: { ADMIN_API_KEY: adminKey, TEMPORAL_API_KEY: canary(), TEMPORAL_TLS: 'false' },
});

const look = async (value: string, folder?: string) => {
  const empty = await mkdtemp(path.join(os.tmpdir(), 'tempograph-secrets-'));
  onTestFinished(() => rm(empty, { recursive: true }));
  const remains = { folder: folder ?? empty, env: stack.env, prefix: stack.settings.temporal.namespace };
  return findSecrets(remains, [{ name: 'the canary', value }]);
};

/** What is planted here is not noted, so that only these tests look for it. */
describe('a secret that is left', () => {
  test.each(['a.log', 'errors.log', 'logs/server.log'])('in %s is found, and not told', async (file) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-secrets-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const value = canary();
    await mkdir(path.join(folder, 'logs'));
    await writeFile(path.join(folder, file), `{"msg":"with ${value} in it"}\n`);
    expect(await look(value, folder)).toEqual([`${path.basename(file)}: the canary`]);
  });

  test('in a history or in the memo of a run is found', async () => {
    const [input, memo] = [canary(), canary()];
    await stack.temporal.client.workflow.start('planted', {
      taskQueue: 'nobody',
      workflowId: randomUUID(),
      args: [{ deep: [input] }],
      memo: { memo },
    });
    const found = ['Temporal, a run of planted: the canary'];
    await expect.poll(() => look(input), { timeout: 15_000 }).toEqual(found);
    expect(await look(memo)).toEqual(found);
  });

  test('in the database is found', async () => {
    const name = `${stack.settings.temporal.namespace}-planted`;
    await query(stack.env['DATABASE_URL']!, `CREATE DATABASE "${name}"`);
    const url = new URL(stack.env['DATABASE_URL']!);
    url.pathname = `/${name}`;
    const value = canary();
    await query(url.href, `CREATE TABLE planted AS SELECT ARRAY['${value}'] AS texts`);
    onTestFinished(() => query(stack.env['DATABASE_URL']!, `DROP DATABASE "${name}"`).then(() => undefined));
    expect(await look(value)).toEqual(['database, public.planted: the canary']);
  });

  test.each([
    ['an API key', `tgk_${'a'.repeat(43)}`],
    ['an access token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJrZXkifQ.${'a'.repeat(43)}`],
    ['a token of Meta', `Malformed access token EAA${'0'.repeat(60)}`],
    ['the signature of a link', `https://s3/x?X-Amz-Signature=${'0'.repeat(64)}`],
  ])('is found by the form of %s', async (name, text) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-secrets-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'a.log'), text);
    expect(await look('nothing', folder)).toEqual([`a.log: ${name}`]);
  });
});

test('what a client sends is in no log, and what fails is in no history', async () => {
  const [name, reason, unknown, thrown] = [canary(), canary(), canary(), 'hunter2'];
  noteSecret({ name: 'an input', value: name, allowedIn: ['histories'] });
  // The SDK of Temporal writes it down when it is asked to tell every detail, as workers of tests are.
  noteSecret({ name: 'a reason', value: reason, allowedIn: ['histories', 'logs'] });
  noteSecret({ name: 'a variable', value: unknown, allowedIn: ['errors'] });
  const failed = await stack.start('probe', { name, behaviour: 'THROW_SECRET' }, { id: randomUUID() });
  const { failure } = await failed.end();
  expect(JSON.stringify(failure)).not.toContain(thrown);
  const slow = await stack.start('probe', { name, behaviour: 'WAIT_UNTIL_CANCELLED' }, { id: randomUUID() });
  const cancel = 'mutation($id: ID!, $reason: String) { cancelRun(id: $id, reason: $reason) { __typename } }';
  await stack.graphql(cancel, { id: slow.id, reason });
  await slow.end();
  const refused = await stack.graphql('query($x: Int) { __typename @skip(if: $x) }', { x: unknown });
  expect(refused.errors).toBeDefined();
});

test('keys, tokens and links that are made, used and taken back are told once', async () => {
  const { id } = await stack.start('probe', { name: randomUUID() });
  const { data } = await stack.graphql(
    `mutation($runs: [ID!]) {
      createApiKey(input: { name: "canary", role: VIEWER }) { ... on ApiKeyCreated { secret key { id } } }
      createAccessToken(input: { runs: $runs }) { ... on AccessToken { token id } }
      createUpload(input: { filename: "x", contentType: "image/png", bytes: 1 }) { ... on Upload { url } }
    }`,
    { runs: [id] },
  );
  const made = data as Record<string, Record<string, string>>;
  const { secret } = made['createApiKey']!;
  const { token } = made['createAccessToken']!;
  const signature = new URL(made['createUpload']!['url']!).searchParams.get('X-Amz-Signature');
  for (const value of [secret, token, signature]) noteSecret({ name: 'one that was told once', value: value! });
  for (const credential of [secret, token, `${secret}x`, `${token}x`]) {
    await stack.as(credential).graphql('query($id: ID!) { run(id: $id) { id } apiKeys { id } }', { id });
    await stack.as(credential).graphql(`{ run(id: "${credential}") { id } }`);
    await fetch(`${stack.url}/${credential}`);
  }
  await stack.graphql('mutation($id: ID!) { revokeAccessToken(id: $id) { __typename } }', {
    id: made['createAccessToken']!['id'],
  });
  const other = await fetch(made['createUpload']!['url']!, {
    method: 'PUT',
    headers: { 'content-type': 'text/plain' },
    body: 'xy',
  });
  expect(other.ok).toBe(false);
});
