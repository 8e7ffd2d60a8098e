import { once } from 'node:events';
import { createServer } from 'node:http';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { send } from '../../test/http-client.ts';
import { alive, serve } from '../../test/http-server.ts';
import { openSocket } from '../../test/open-socket.ts';
import { untilItWorks, waitFor } from '../../test/wait-for.ts';
import { raw, upgrade } from '../../test/wire.ts';
import { connectionLimits, limitConnections, serverOptions, type ConnectionLimits } from './connection-limits.ts';

const quick = { headersMs: 300, requestMs: 600, checkMs: 50 };

async function start(connections: Partial<ConnectionLimits> = {}, env: Record<string, string> = {}) {
  const { app, url } = await serve(env, { connections: { ...connectionLimits, ...connections } });
  onTestFinished(() => app.close());
  return url;
}

/** Bytes one by one, far more slowly than anyone has to wait; resolves to what was answered once the server hung up. */
async function trickle(url: string, at: string, rest: string): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined); // being cut off is one
  let received = '';
  socket.on('data', (bytes) => (received += String(bytes)));
  const closed = once(socket, 'close');
  socket.write(at);
  const drip = setInterval(() => socket.writable && socket.write(rest), 50);
  onTestFinished(() => clearInterval(drip));
  await closed;
  return received;
}

const head = (address: string) =>
  `GET /graphql HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${address}\r\n${upgrade}Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`;
const from = (address: string) => ({ 'x-forwarded-for': `127.0.0.1, ${address}` });
const post = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test.for([
  ['says nothing', '', ''],
  ['never ends the head of its request', 'GET /live HTTP/1.1\r\nHost: localhost\r\n', 'X: y\r\n'],
  ['never ends its body', `${post}Content-Length: 1000\r\n\r\n{`, ' '],
  ['never ends its chunks', `${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
] as const)('a client that %s is cut off, and others are served meanwhile', async ([, head, rest]) => {
  const url = await start(quick);
  const slow = Promise.all(Array.from({ length: 20 }, () => trickle(url, head, rest)));
  await alive(url);
  for (const answer of await slow) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
  await alive(url);
});

test('a client that reads nothing of a large answer is cut off', async () => {
  const limits = { ...connectionLimits, silentMs: 300 };
  const server = createServer(serverOptions(limits), (_request, response) => response.end(Buffer.alloc(30_000_000)));
  limitConnections(server, limits, { socketsPerAddress: 1, trustedProxies: 0 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1').pause();
  onTestFinished(() => void socket.destroy());
  const [served] = (await once(server, 'connection')) as [net.Socket];
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(served, 'close');
  expect(socket.bytesRead).toBe(0);
});

test('headers have limits of size', async () => {
  const url = await start();
  expect(await raw(url, `GET /live HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
  await alive(url);
});

test('an address has so many connections, however they are used, and gets its places back', async () => {
  const url = await start({}, { MAX_SOCKETS_PER_ADDRESS: '1' }); // and a hundred for requests
  const port = Number(new URL(url).port);
  const sockets = Array.from({ length: 150 }, () =>
    net
      .connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume(),
  );
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length;
  await waitFor('those that are too many to be refused', () => open() <= 101);
  await expect(send(`${url}/live`)).rejects.toThrow(/hang up|ECONNRESET/);
  expect(open()).toBe(101);
  for (const socket of sockets) socket.destroy();
  expect(await untilItWorks('room', () => send(`${url}/live`))).toMatchObject({ status: 200 });
});

test('an address has so many streams, of both kinds together, and gets its places back', async () => {
  const url = await start({}, { MAX_SOCKETS_PER_ADDRESS: '2', TRUST_PROXY: '1' });
  const one = await openSocket(url, { headers: from('198.51.100.1') });
  const events = new AbortController();
  const stream = (address: string, signal?: AbortSignal) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...from(address) },
      body: JSON.stringify({ query: 'subscription { forever }' }),
      signal,
    });
  expect((await stream('198.51.100.1', events.signal)).status).toBe(200);

  const refused = await stream('198.51.100.1');
  expect(refused.status).toBe(429);
  expect(await refused.text()).toContain('TOO_MANY_STREAMS');
  expect(await raw(url, head('198.51.100.1'))).toMatch(/^HTTP\/1\.1 429 /);
  await openSocket(url, { headers: from('198.51.100.2') });

  events.abort();
  one.socket.terminate();
  await untilItWorks('two places', async () => {
    const two = await Promise.allSettled([1, 2].map(() => openSocket(url, { headers: from('198.51.100.1') })));
    for (const one of two) if (one.status === 'fulfilled') one.value.socket.terminate();
    for (const one of two) if (one.status === 'rejected') throw one.reason;
  });
});

test('a message that is too large ends its socket, and no other', async () => {
  const url = await start({}, { MAX_BODY_BYTES: '1048576' });
  const [large, other] = await Promise.all([openSocket(url), openSocket(url)]);
  large.subscribe(`{ hello(name: "${'x'.repeat(130_000)}") }`);
  await waitFor('its answer', () => large.messages.find(({ type }) => type === 'next'));
  large.subscribe(`{ hello(name: "${'x'.repeat(131_072)}") }`, {}, '2');
  expect(await large.closed).toBe(1009);
  other.subscribe('{ hello }');
  await waitFor('an answer', () => other.messages.find(({ type }) => type === 'next'));
});
