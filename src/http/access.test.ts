import { createClient } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { GraphqlClient } from '../../test/graphql-client.ts';
import { openSocket } from '../../test/open-socket.ts';
import { readmeWatch } from '../../test/readme-watch.ts';
import { sse } from '../../test/sse-client.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const adminKey = randomUUID() + randomUUID();
const stack = useStack({ fixtures: true, env: { ADMIN_API_KEY: adminKey } });

const watch = 'subscription($id: ID!) { run(id: $id) { id status progress { done } } }';
const startProbe = (client: GraphqlClient = stack) =>
  client.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 100_000 });
/** Of a result: its data, or the codes of its errors. */
const codes = ({ errors }: Awaited<ReturnType<GraphqlClient['graphql']>>) => errors?.map((e) => e.extensions?.['code']);

async function createKey(role: string, more: object = {}): Promise<{ id: string; secret: string }> {
  const { data } = await stack.graphql(
    `mutation($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { ... on ApiKeyCreated { secret key { id } } ... on Error { message } }
    }`,
    { input: { name: role, role, ...more } },
  );
  const { secret, key } = data!['createApiKey'] as { secret: string; key: { id: string } };
  return { id: key.id, secret };
}

async function createToken(input: object, client: GraphqlClient = stack): Promise<{ id: string; token: string }> {
  const { data } = await client.graphql(
    `mutation($input: CreateAccessTokenInput!) {
      createAccessToken(input: $input) { ... on AccessToken { id token } ... on InvalidInputError { issues { path message } } }
    }`,
    { input },
  );
  return data!['createAccessToken'] as { id: string; token: string };
}

describe('without a key or token', () => {
  test('nothing is answered, over whatever transport', async () => {
    const nobody = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ nonsense }"}',
    });
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer');
    expect(await nobody.json()).toEqual({
      errors: [{ message: expect.stringContaining('Authorization: Bearer'), extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect((await fetch(`${stack.url}/graphql?query={__typename}`)).status).toBe(401);
    expect(await (await openSocket(stack.url)).closed).toBe(4403);
    expect(await (await openSocket(stack.url, { credential: 'tgk_wrong' })).closed).toBe(4403);
    expect(codes(await stack.as('tgk_wrong').graphql('{ __schema { types { name } } }'))).toEqual(['UNAUTHENTICATED']);
  });

  test('the playground opens: its user has yet to say who they are', async () => {
    const page = await fetch(`${stack.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Tempograph');
  });
});

describe('a key', () => {
  test('may do what its role may, and no more', async () => {
    const { id } = await startProbe();
    const [viewer, operator] = await Promise.all(['VIEWER', 'OPERATOR'].map((role) => createKey(role)));
    const query =
      'query($id: ID!) { run(id: $id) { id inputJson startedBy labels { key } } runs { edges { node { id } } } }';
    const seen = await stack.as(viewer!.secret).graphql(query, { id });
    expect(seen.errors).toBeUndefined();
    expect(seen.data).toMatchObject({
      run: { id, startedBy: 'key:environment', inputJson: { behaviour: 'COUNT_SLOWLY' } },
    });
    await expect(startProbe(stack.as(viewer!.secret))).rejects.toThrow('FORBIDDEN');
    const cancel = 'mutation($id: ID!) { cancelRun(id: $id) { __typename } }';
    expect(codes(await stack.as(viewer!.secret).graphql(cancel, { id }))).toEqual(['FORBIDDEN']);
    expect(codes(await stack.as(operator!.secret).graphql('{ apiKeys { id } }'))).toEqual(['FORBIDDEN']);
    expect(codes(await stack.as(operator!.secret).graphql('{ auditLog { edges { cursor } } }'))).toEqual(['FORBIDDEN']);
    expect((await stack.as(operator!.secret).graphql(cancel, { id })).data).toEqual({
      cancelRun: { __typename: 'RunChanged' },
    });
  });

  test('for some workflows knows of no others', async () => {
    const { id } = await startProbe();
    const client = stack.as((await createKey('OPERATOR', { workflows: ['chain'] })).secret);
    const query = 'query($id: ID!) { run(id: $id) { id } node(id: $id) { id } runs { edges { node { workflow } } } }';
    expect(await client.graphql(query, { id })).toEqual({ data: { run: null, node: null, runs: { edges: [] } } });
    await expect(startProbe(client)).rejects.toThrow('FORBIDDEN');
  });
});

describe('a key for one workflow', () => {
  test('is told of no other that it exists, nor that an id is in use', async () => {
    const { id } = await startProbe();
    const { data } = await stack.graphql('query($id: ID!) { run(id: $id) { workflowId } }', { id });
    const { workflowId } = data!['run'] as { workflowId: string };
    const client = stack.as((await createKey('OPERATOR', { workflows: ['noop'] })).secret);
    expect((await client.graphql('{ workflows { name } }')).data).toEqual({ workflows: [{ name: 'noop' }] });
    await expect(client.start('noop', { name: randomUUID() }, { id: workflowId })).rejects.toThrow('INVALID_INPUT');
    const own = randomUUID();
    await client.start('noop', { name: own, seconds: 60 });
    await expect(client.start('noop', { name: own, seconds: 60 })).rejects.toThrow('RUN_ALREADY_EXISTS');
  });

  test('follows the changes of its runs only', { timeout: 30_000 }, async () => {
    const { secret: credential } = await createKey('VIEWER', { workflows: ['noop'] });
    const [narrow, wide] = [
      await openSocket(stack.url, { credential }),
      await openSocket(stack.url, { credential: adminKey }),
    ];
    for (const socket of [narrow, wide]) socket.subscribe('subscription { runs { workflow } }');
    const told = (socket: typeof wide, workflow: string) => JSON.stringify(socket.messages).includes(`"${workflow}"`);
    await startProbe();
    await waitFor('the probe, where it may be seen', () => told(wide, 'probe'));
    await stack.start('noop', { name: randomUUID(), seconds: 60 });
    await waitFor('its own run', () => told(narrow, 'noop'));
    expect(told(narrow, 'probe')).toBe(false);
  });
});

describe('a token', () => {
  test('shows the runs it is for, and of others not even that they exist', async () => {
    const [a, b] = await Promise.all([startProbe(), startProbe()]);
    const { token } = await createToken({ runs: [a.id] });
    const client = stack.as(token);
    const query = 'query($id: ID!) { run(id: $id) { id status } node(id: $id) { id } }';
    expect((await client.graphql(query, { id: a.id })).data).toMatchObject({ run: { id: a.id }, node: { id: a.id } });
    expect(await client.graphql(query, { id: b.id })).toEqual(await client.graphql(query, { id: 'never' }));
    expect(codes(await client.graphql('query($id: ID!) { run(id: $id) { inputJson } }', { id: a.id }))).toEqual([
      'FORBIDDEN',
    ]);
    expect(codes(await client.graphql('{ runs { edges { cursor } } }'))).toEqual(['FORBIDDEN']);
    expect(codes(await client.graphql('mutation($id: ID!) { cancelRun(id: $id) { __typename } }', a))).toEqual([
      'FORBIDDEN',
    ]);
    for (const field of ['run(id: $id) { id }', 'timeline(id: $id) { cursor }']) {
      const subscription = `subscription($id: ID!) { ${field} }`;
      const refusal = async (id: string) => {
        const socket = await openSocket(stack.url, { credential: token });
        socket.subscribe(subscription, { id });
        await waitFor('an answer', () => socket.messages.length > 0);
        return JSON.stringify(socket.messages[0]).replaceAll(id, '');
      };
      expect(await refusal(b.id)).toBe(await refusal('never'));
      expect(await refusal(b.id)).toContain('NOT_FOUND');
      expect(await refusal(a.id)).not.toContain('errors');
    }
  });

  test('that may cancel cancels its run only', async () => {
    const [a, b] = await Promise.all([startProbe(), startProbe()]);
    const client = stack.as((await createToken({ runs: [a.id], permissions: ['WATCH', 'CANCEL'] })).token);
    const cancel = 'mutation($id: ID!) { cancelRun(id: $id) { __typename } terminateRun(id: "x") { __typename } }';
    expect((await client.graphql(cancel, b)).data).toEqual({
      cancelRun: { __typename: 'RunNotFoundError' },
      terminateRun: { __typename: 'RunNotFoundError' },
    });
    expect((await client.graphql(cancel, a)).data).toMatchObject({ cancelRun: { __typename: 'RunChanged' } });
  });

  test('makes no further tokens, and a key none that may do more', async () => {
    const { id } = await startProbe();
    const input = { runs: [id] };
    const { token } = await createToken(input);
    const mutation = 'mutation($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { __typename } }';
    expect(codes(await stack.as(token).graphql(mutation, { input }))).toEqual(['FORBIDDEN']);
    const operator = stack.as((await createKey('OPERATOR', { workflows: ['chain'] })).secret);
    expect(await createToken({ workflows: ['probe'] }, operator)).toMatchObject({ issues: [{ path: ['workflows'] }] });
    const narrowed = stack.as((await createToken(input, operator)).token);
    expect((await narrowed.graphql('query($id: ID!) { run(id: $id) { id } }', { id })).data).toEqual({ run: null });
  });

  test('that was revoked ends its subscriptions, and another resumes them', { timeout: 30_000 }, async () => {
    const { id } = await startProbe();
    const tokens = [await createToken({ runs: [id] }), await createToken({ runs: [id] })];
    let used = 0;
    const closes: number[] = [];
    const client = createClient({
      url: `${stack.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${tokens[used++]!.token}` }),
      retryWait: () => Promise.resolve(),
      on: { closed: (event) => closes.push((event as { code: number }).code) },
    });
    onTestFinished(() => void client.dispose());
    const states = client.iterate({ query: watch, variables: { id } });
    expect((await states.next()).value).toMatchObject({ data: { run: { id } } });
    const events = sse(stack.url, watch, { id }, { credential: tokens[0]!.token })[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ event: 'next' });

    const fresh = [...tokens];
    const readme = (await readmeWatch())(`${stack.url}/graphql`, watch, { id }, () => ({
      authorization: `Bearer ${fresh.shift()!.token}`,
    }));
    onTestFinished(() => void readme.return(undefined));
    expect((await readme.next()).value).toMatchObject({ data: { run: { id } } });

    const revoked = performance.now();
    await stack.graphql('mutation($id: ID!) { revokeAccessToken(id: $id) { __typename } }', tokens[0]);
    await waitFor('the end of the socket', () => closes.length > 0);
    expect(performance.now() - revoked).toBeLessThan(6000); // a deadline: 2 s, three times
    expect(closes).toEqual([4403]);
    for (let next = await events.next(); !next.done; next = await events.next()) {
      expect((next.value as { event: string }).event).toBe('next'); // and never `complete`: the client asks again
    }
    const before = used;
    await waitFor('the next token', () => used === 2);
    expect(before).toBeLessThanOrEqual(2);
    expect((await states.next()).value).toMatchObject({ data: { run: { id } } });
    while (fresh.length > 0) expect((await readme.next()).value).toMatchObject({ data: { run: { id } } });
  });

  test('that expires ends its subscriptions', { timeout: 40_000 }, async () => {
    const { id } = await startProbe();
    const { token } = await createToken({ runs: [id], expiresIn: 10 });
    const socket = await openSocket(stack.url, { credential: token });
    socket.subscribe(watch, { id });
    await waitFor('a state', () => socket.messages.length > 0);
    const began = performance.now();
    expect(await socket.closed).toBe(4403);
    expect(performance.now() - began).toBeLessThan(10_000 + 6000);
    expect(codes(await stack.as(token).graphql(watch.replace('subscription', 'query'), { id }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

test('a key that is revoked loses what it had open, as do the tokens it has made, and the next operation', async () => {
  const { id } = await startProbe();
  const { id: keyId, secret } = await createKey('OPERATOR');
  const { token } = await createToken({ runs: [id] }, stack.as(secret));
  const sockets = [
    await openSocket(stack.url, { credential: secret }),
    await openSocket(stack.url, { credential: token }),
  ];
  for (const socket of sockets) socket.subscribe(watch, { id });
  await waitFor('a state for both', () => sockets.every(({ messages }) => messages.length > 0));
  await stack.graphql('mutation($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: keyId });
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4403, 4403]);
  await waitFor('the refusal', async () => {
    const [code] = codes(await stack.as(secret).graphql('{ __typename }')) ?? [];
    return code === 'UNAUTHENTICATED';
  });
});

test('the audit log says who did what to what, and never what with', async () => {
  const { id } = await startProbe();
  await stack.graphql('mutation($id: ID!) { cancelRun(id: $id, reason: "a-secret-reason") { __typename } }', { id });
  const { secret, id: keyId } = await createKey('VIEWER', { name: 'a viewer' });
  await stack.as(secret).graphql('mutation($id: ID!) { cancelRun(id: $id) { __typename } }', { id });
  const { data } = await stack.graphql(
    '{ auditLog(first: 4) { edges { node { actor action targets inputHash outcome } } pageInfo { endCursor } } }',
  );
  const { edges, pageInfo } = data!['auditLog'] as {
    edges: { node: Record<string, unknown> }[];
    pageInfo: { endCursor: string };
  };
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
  const admin = 'key:environment';
  expect(edges.map(({ node }) => node)).toEqual([
    {
      actor: keyId.replace('ApiKey', 'key'),
      action: 'cancelRun',
      targets: [id],
      inputHash: hash,
      outcome: 'FORBIDDEN',
    },
    { actor: admin, action: 'createApiKey', targets: [keyId.slice(7)], inputHash: hash, outcome: 'OK' },
    { actor: admin, action: 'cancelRun', targets: [id], inputHash: hash, outcome: 'OK' },
    { actor: admin, action: 'startProbe', targets: [id], inputHash: hash, outcome: 'OK' },
  ]);
  await stack.graphql('mutation($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: `ApiKey:${secret}` });
  const { data: made } = await stack.graphql(
    'mutation { createUpload(input: { filename: "a", contentType: "image/png", bytes: 1 }) { ... on Upload { object { key } } } }',
  );
  const { rows } = await stack.database.pool.query('SELECT * FROM audit_log ORDER BY id');
  expect(JSON.stringify(rows)).not.toContain('a-secret-reason');
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(rows.slice(-2)).toMatchObject([
    { action: 'revokeApiKey', targets: ['ApiKey:[credential]'], outcome: 'KEY_NOT_FOUND' },
    { action: 'createUpload', targets: [(made!['createUpload'] as { object: { key: string } }).object.key] },
  ]);
  const next = await stack.graphql(
    'query($after: String) { auditLog(first: 1, after: $after) { edges { node { at } } } }',
    {
      after: pageInfo.endCursor,
    },
  );
  expect(next.errors).toBeUndefined();
});
