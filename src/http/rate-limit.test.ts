import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openSocket } from '../../test/open-socket.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { post } from '../../test/http-client.ts';

const stack = useStack({
  worker: false,
  env: { ADMIN_API_KEY: randomUUID() + randomUUID(), RATE_LIMIT: '20', MAX_SOCKETS_PER_KEY: '2' },
});

test('who asks more often than allowed is told what was counted and when to come again, and nobody else', async () => {
  const { key, secret } = await (async () => {
    const { data } = await stack.graphql(
      'mutation { createApiKey(input: { name: "busy", role: VIEWER }) { ... on ApiKeyCreated { secret key { id } } } }',
    );
    return data!['createApiKey'] as { key: { id: string }; secret: string };
  })();
  const socket = await openSocket(stack.url, { credential: secret });
  const ask = (n: number) => socket.subscribe('{ __typename }', {}, String(n));
  for (let n = 0; n < 30; n++) ask(n);
  const ended = () => new Set(socket.messages.filter(({ type }) => type !== 'next').map(({ id }) => id));
  await waitFor('all answers', () => ended().size === 30);
  const refused = socket.messages.filter(({ type }) => type === 'error');
  expect(refused.length).toBe(10);
  const refusal = {
    message: expect.stringMatching(/^More than 20 operations in a minute .* every query, mutation and subscription/),
    extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) },
  };
  expect(refused[0]!.payload).toEqual([refusal]);

  const authorization = { authorization: `Bearer ${secret}` };
  const answer = await post(stack.url, '{ __typename }', { headers: authorization });
  expect(answer.status).toBe(429);
  expect(JSON.parse(answer.body)).toEqual({ errors: [refusal] });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(key.id).toMatch(/^ApiKey:/);
  expect((await stack.graphql('{ __typename }')).data).toEqual({ __typename: 'Query' });
});

test('a key has so many streams at a time, over both transports, and gets its places back', async () => {
  const { data } = await stack.graphql(
    'mutation { createApiKey(input: { name: "wide", role: VIEWER }) { ... on ApiKeyCreated { secret } } }',
  );
  const { secret: credential } = data!['createApiKey'] as { secret: string };
  const [first] = [await openSocket(stack.url, { credential }), await openSocket(stack.url, { credential })];
  expect(await (await openSocket(stack.url, { credential })).closed).toBe(1013);
  const answer = await post(stack.url, 'subscription { runs { id } }', {
    headers: { authorization: `Bearer ${credential}`, accept: 'text/event-stream' },
  });
  expect(answer.status).toBe(429);
  expect(answer.body).toContain('TOO_MANY_STREAMS');
  first.socket.close();
  await waitFor('a place', async () => {
    const { socket } = await openSocket(stack.url, { credential });
    return socket.readyState === WebSocket.OPEN;
  });
});
