import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { post, send } from '../../test/http-client.ts';
import { listed, serve, useHttpServer } from '../../test/http-server.ts';
import { raw } from '../../test/wire.ts';

const server = useHttpServer();

test('only listed origins may read answers', async () => {
  const own = await post(server.url, '{ hello }', { headers: { origin: server.url } });
  expect(own).toMatchObject({ status: 200 });
  const foreign = await post(server.url, '{ hello }', { headers: { origin: 'https://evil.example' } });
  expect(foreign).toMatchObject({ status: 403 });
  expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  const friend = await post(server.url, '{ hello }', { headers: { origin: listed } });
  expect(friend).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': listed } });
});

test('so it is with server-sent events', async () => {
  const stream = (origin: string) =>
    post(server.url, 'subscription { count(to: 1) }', { headers: { origin, accept: 'text/event-stream' } });
  expect(await stream(listed)).toMatchObject({
    headers: { 'access-control-allow-origin': listed, 'content-type': 'text/event-stream' },
    body: expect.stringContaining('event: complete'),
  });
  expect((await stream(server.url)).headers).not.toHaveProperty('access-control-allow-origin');
  expect(await stream('https://evil.example')).toMatchObject({ status: 403 });
});

const ask = (origin: string) =>
  send(`${server.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });

test('a browser that asks first is told the same', async () => {
  const friend = await ask(listed);
  expect(friend.headers).toMatchObject({ 'access-control-allow-origin': listed });
  expect(friend.headers['access-control-allow-headers']).toMatch(/content-type/i);
  expect((await ask('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin');
});

test.for(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', ''])(
  'a page that points its own name %j at this machine is refused',
  async (host) => {
    const request = `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
    expect(await raw(server.url, request)).toMatch(/^HTTP\/1.1 403/);
  },
);

test('behind a proxy the name is that of the proxy, and its own page may ask', async () => {
  const { app, url } = await serve({ TRUST_PROXY: '1' });
  onTestFinished(() => app.close());
  const headers = { host: 'api.example', origin: 'https://api.example' };
  expect(await post(url, '{ hello }', { headers })).toMatchObject({ status: 200 });
  expect(await post(url, '{ hello }', { headers: { ...headers, origin: 'https://evil.example' } })).toMatchObject({
    status: 403,
  });
  expect(await post(server.url, '{ hello }', { headers })).toMatchObject({ status: 403 });
});

test.for(['http://evil.example', 'null', 'http://localhost:1'])(
  'a socket from the origin %s is refused',
  async (origin) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  },
);

test.for([undefined, listed, 'own'])('a socket from the origin %s is served', async (origin) => {
  const headers = origin && { origin: origin === 'own' ? server.url : origin };
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { ...headers });
  await once(socket, 'open');
  socket.close();
});
