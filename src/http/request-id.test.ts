import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { listed, log, useHttpServer } from '../../test/http-server.ts';
import { post, send } from '../../test/http-client.ts';
import { secret } from '../../test/trouble-schema.ts';
import { waitFor } from '../../test/wait-for.ts';

const server = useHttpServer();
const made = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const lineOf = (requestId: string) =>
  waitFor('its line', () => log().find((line) => line['msg'] === 'operation' && line['requestId'] === requestId));

test('a request has an id, which is in the answer and in the log', async () => {
  const { headers } = await post(server.url, 'query Hello { hello }');
  const id = String(headers['x-request-id']);
  expect(id).toMatch(made);
  expect(await lineOf(id)).toMatchObject({ operation: 'Hello', kind: 'query' });
  expect((await post(server.url, '{ hello }')).headers['x-request-id']).not.toBe(id);
});

test('who is in front may say it', async () => {
  const id = 'Root=1-67891233:abcdef012345678912345678+a@b_c.d';
  const said = { headers: { 'x-request-id': id } };
  expect((await post(server.url, 'query Said { hello }', said)).headers['x-request-id']).toBe(id);
  expect(await lineOf(id)).toMatchObject({ operation: 'Said' });
  // What is refused, too: that is when somebody looks for it.
  for (const query of ['{ nothing }', '{', '{ fail }']) {
    expect((await post(server.url, query, said)).headers['x-request-id']).toBe(id);
  }
  const form = { 'content-type': 'text/plain', ...said.headers };
  const { status, headers } = await send(`${server.url}/graphql`, { method: 'POST', body: 'x', headers: form });
  expect({ status, id: headers['x-request-id'] }).toEqual({ status: 415, id });
});

test.each([['a b'], ['x'.repeat(101)], ['{"level":50}'], ['é'], ['']])('what is no id is not taken: %j', async (id) => {
  const { headers } = await post(server.url, '{ hello }', { headers: { 'x-request-id': id } });
  expect(headers['x-request-id']).toMatch(made);
});

const failure = (requestId: string) =>
  waitFor('the error', () =>
    log().find((line) => line['msg'] === 'operation failed unexpectedly' && line['requestId'] === requestId),
  );

test('what fails unexpectedly is in the log under the request it was for', async () => {
  await post(server.url, '{ fail }', { headers: { 'x-request-id': 'query-that-fails' } });
  expect(await failure('query-that-fails')).toMatchObject({ err: { message: secret } });
  for (const field of ['count(to: 1, thenFail: true)', 'badItem']) {
    const id = `stream-of-${field.slice(0, 5)}`;
    const headers = { accept: 'text/event-stream', 'x-request-id': id };
    await post(server.url, `subscription { ${field} }`, { headers });
    expect(await failure(id)).toMatchObject({ err: { message: secret } });
  }
});

test('pages of other origins may read it', async () => {
  const { headers } = await post(server.url, '{ hello }', { headers: { origin: listed } });
  expect(headers['access-control-expose-headers']).toBe('x-request-id');
});

test('a stream is told in its head, and a socket in the answer to its upgrade; its operations are numbered', async () => {
  const stream = await post(server.url, 'subscription ToTwo { count(to: 2) }', {
    headers: { accept: 'text/event-stream', 'x-request-id': 'stream-1' },
  });
  expect(stream.headers['x-request-id']).toBe('stream-1');
  expect(await lineOf('stream-1')).toMatchObject({ operation: 'ToTwo', kind: 'subscription' });

  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-request-id': 'socket-1' },
  });
  onTestFinished(() => socket.terminate());
  const upgraded = once(socket, 'upgrade') as Promise<[{ headers: Record<string, string> }]>;
  await once(socket, 'open');
  const [{ headers }] = await upgraded;
  expect(headers['x-request-id']).toBe('socket-1');
  socket.send('{"type":"connection_init"}');
  const ask = (id: string, query: string) => socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query } }));
  await once(socket, 'message');
  ask('a', 'query First { hello }');
  ask('b', 'subscription Second { count(to: 2) }');
  expect(await lineOf('socket-1.1')).toMatchObject({ operation: 'First' });
  expect(await lineOf('socket-1.2')).toMatchObject({ operation: 'Second' });
  ask('c', 'query Third { fail }');
  await lineOf('socket-1.3');
  expect(log().filter(({ err, requestId }) => err && requestId === 'socket-1.3')).toHaveLength(1);
});
