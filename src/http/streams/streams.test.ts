import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { alive, serve, useHttpServer } from '../../../test/http-server.ts';
import { sse } from '../../../test/sse-client.ts';
import { connect, overSocket, overSse, upgrade } from '../../../test/wire.ts';

const server = useHttpServer();

test('queries and mutations work over a socket too', async () => {
  const client = connect(server.url);
  expect(await overSocket(client, '{ hello }')).toMatchObject({ results: [{ data: { hello: 'hello world' } }] });
  expect(await overSocket(client, 'mutation { change }')).toMatchObject({ results: [{ data: { change: 'changed' } }] });
});

test.for(['SSE', 'socket'])('a subscription that is refused ends with one coded error, over %s', async (transport) => {
  const query = 'subscription { refuse }';
  const refused = { errors: [{ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND' } }] };
  if (transport === 'SSE') {
    expect(await overSse(server.url, query)).toMatchObject([{ event: 'next', data: refused }, { event: 'complete' }]);
  } else {
    expect(await overSocket(connect(server.url), query)).toMatchObject({ results: [refused], errors: undefined });
  }
});

test.for(['{ hello', '{ nothing }', 'query A { hello } query B { hello }', '{ hello(name: 1) }'])(
  'over a socket, the mistake %j concerns its own operation only',
  async (query) => {
    const client = connect(server.url);
    const other = client.iterate({ query: 'subscription { forever }' });
    await other.next();
    const { results, errors } = await overSocket(client, query);
    expect(JSON.stringify([results, errors])).toMatch(/message/);
    expect(errors === undefined || Array.isArray(errors)).toBe(true); // a close event would have ended the others too
    expect(await other.next()).toMatchObject({ done: false });
  },
);

test('a client that resets its connection while its upgrade is refused does no harm', async () => {
  const { hostname, port } = new URL(server.url);
  for (let n = 0; n < 20; n++) {
    const socket = net.connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    if (n % 2) await once(socket, 'data');
    socket.resetAndDestroy();
  }
  await alive(server.url);
});

test('closing ends every connection, also of a client that does not answer', { timeout: 10_000 }, async () => {
  const { app, url } = await serve();
  const { hostname, port } = new URL(url);
  const deaf = net.connect(Number(port), hostname);
  deaf.write(
    `GET /graphql HTTP/1.1\r\nHost: localhost\r\n${upgrade}Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  const [answer] = (await once(deaf, 'data')) as [Buffer];
  expect(answer.toString()).toContain('101 Switching Protocols');
  const stream = sse(url, 'subscription { forever }')[Symbol.asyncIterator]();
  await stream.next();
  const streamEnded = (async () => {
    while (!(await stream.next()).done);
  })().catch((error: unknown) => expect(String(error)).toMatch(/terminated/));
  await Promise.all([app.close(), streamEnded, once(deaf, 'close')]);
});
