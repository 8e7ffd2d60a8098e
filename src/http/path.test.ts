import { parse, validate } from 'graphql';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSchema } from '../../schema/index.ts';
import { send } from '../../test/http-client.ts';
import { alive, reasons, useHttpServer } from '../../test/http-server.ts';
import { raw, upgrade } from '../../test/wire.ts';
import * as contracts from '../../workers/contracts.ts';
import { playgroundTabs } from './playground.ts';

const server = useHttpServer();

test.for(['//', '///', 'http://[', '*', '/%'])(
  'the path %s does no harm, as a request or as an upgrade',
  async (target) => {
    expect(await raw(server.url, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 40/,
    );
    expect(await raw(server.url, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`)).toMatch(
      /^HTTP\/1.1 40/,
    );
    await alive(server.url);
  },
);

test('a socket is served at /graphql only', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/other`, 'graphql-transport-ws');
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('404');
});

test('health', async () => {
  expect(await send(`${server.url}/live`)).toMatchObject({ status: 200, body: '{"live":true}' });
  expect(await send(`${server.url}/ready`)).toMatchObject({ status: 200, body: '{"temporal":null,"storage":null}' });
  reasons['storage'] = 'no answer';
  onTestFinished(() => void (reasons['storage'] = null));
  expect(await send(`${server.url}/ready`)).toMatchObject({
    status: 503,
    body: '{"temporal":null,"storage":"no answer"}',
  });
  expect(await send(`${server.url}/live`)).toMatchObject({ status: 200 });
});

test('the root leads to the playground, anything else nowhere', async () => {
  expect(await send(server.url)).toMatchObject({ status: 302, headers: { location: '/graphql' } });
  expect(await send(`${server.url}/admin`)).toMatchObject({ status: 404, body: expect.stringContaining('/graphql') });
});

test('the playground subscribes over server-sent events, which take the key it is given as a header', async () => {
  const { body } = await send(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(body).toContain('"subscriptionsProtocol":"SSE"');
});

test("the playground's tabs are valid documents of the schema", () => {
  const schema = createSchema(Object.values(contracts));
  const tabs = playgroundTabs(schema);
  expect(tabs.map(({ query }) => parse(query).definitions[0])).toHaveLength(tabs.length);
  for (const { query } of tabs) expect(validate(schema, parse(query))).toEqual([]);
  expect(tabs.some(({ query }) => query.includes('startImageEnhancement'))).toBe(true);
});
