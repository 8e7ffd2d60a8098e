import { expect, onTestFinished, test } from 'vitest';
import { post, send } from '../../test/http-client.ts';
import { alive, maxBodyBytes, serve, useHttpServer } from '../../test/http-server.ts';
import { connect, overSocket } from '../../test/wire.ts';

const server = useHttpServer();
const json = { 'content-type': 'application/json' };

test.for([
  ['a body that says it is too large', 'x'.repeat(maxBodyBytes + 1)],
  ['a chunked body that turns out too large', Array.from({ length: 20 }, () => 'x'.repeat(1000))],
])('%s is answered with 413', async ([, body]) => {
  const answer = await send(`${server.url}/graphql`, { headers: json, body });
  expect(answer).toMatchObject({ status: 413, body: expect.stringContaining(String(maxBodyBytes)) });
  await alive(server.url);
});

test('a body of exactly the limit is read', async () => {
  const query = '{ hello }';
  const padding = ' '.repeat(maxBodyBytes - JSON.stringify({ query }).length);
  const body = JSON.stringify({ query: query + padding });
  expect(body).toHaveLength(maxBodyBytes);
  expect(await send(`${server.url}/graphql`, { headers: json, body })).toMatchObject({ status: 200 });
});

test.for([
  ['application/x-www-form-urlencoded', 'query=mutation{change}'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\nmutation{change}\r\n--x--\r\n',
  ],
  ['text/plain', '{"query":"mutation{change}"}'],
  ['application/graphql', 'mutation{change}'],
  ['application/jsonx', '{"query":"mutation{change}"}'],
] as const)('a page of another site cannot post %s', async ([type, body]) => {
  expect(await send(`${server.url}/graphql`, { headers: { 'content-type': type }, body })).toMatchObject({
    status: 415,
  });
});

test.for(['localhostHEAD /graphql? HTTP/1.1', 'a b', 'user@host', '[::1', 'host:port', 'a/b', '%'])(
  'a host that is none, %s, is answered with 400',
  async (host) => {
    for (const method of ['GET', 'HEAD', 'POST']) {
      const answer = await send(`${server.url}/graphql?query={hello}`, { method, headers: { ...json, host } });
      expect(answer, method).toMatchObject({ status: 400 });
    }
    await alive(server.url);
  },
);

test('a post without a content type is refused', async () => {
  expect(await send(`${server.url}/graphql`, { body: '{"query":"{hello}"}' })).toMatchObject({ status: 415 });
});

test.for(['application/json; charset=utf-8', 'Application/JSON', 'application/json ;charset=utf-8'])(
  'JSON may come as %s',
  async (type) => {
    const headers = { 'content-type': type };
    const answer = await send(`${server.url}/graphql`, { headers, body: '{"query":"{hello}"}' });
    expect(answer).toMatchObject({ status: 200, body: '{"data":{"hello":"hello world"}}' });
  },
);

test('several operations in one request are refused', async () => {
  const body = JSON.stringify([{ query: '{ hello }' }, { query: 'mutation { change }' }]);
  const answer = await send(`${server.url}/graphql`, { headers: json, body });
  expect(answer.status).toBe(400);
  expect(answer.body).not.toContain('hello world');
});

test('a mutation by GET is refused, a query is not', async () => {
  expect(await send(`${server.url}/graphql?query=mutation{change}`)).toMatchObject({ status: 405 });
  expect(await send(`${server.url}/graphql?query={hello}`)).toMatchObject({ status: 200 });
});

test.for(['not json', '', '[]', 'null', '"text"', '{"query":1}', '{"query":"{hello}","variables":[]}'])(
  'the body %j is a mistake of the client',
  async (body) => {
    const answer = await send(`${server.url}/graphql`, { headers: json, body });
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('errors') });
    expect(answer.body).not.toContain('INTERNAL');
  },
);

test.for([
  ['deep selection', `${'{ self '.repeat(900)}{ hello }${'}'.repeat(900)}`],
  ['many fields', `{ ${Array.from({ length: 700 }, (_, n) => `f${n}: hello`).join(' ')} }`],
  ['deep list', `{ list(values: ${'['.repeat(4000)}${']'.repeat(4000)}) }`],
  ['circle of fragments', '{ ...a } fragment a on Query { self { ...a } }'],
] as const)('a %s does no harm', async ([, query]) => {
  expect((await post(server.url, query)).status).toBeLessThan(500);
  await overSocket(connect(server.url), query);
  await alive(server.url);
});

test('depth that no parser follows does no harm either', async () => {
  const { app, url } = await serve({ MAX_BODY_BYTES: '1000000' });
  onTestFinished(() => app.close());
  const query = `${'{self'.repeat(15_000)}{hello}${'}'.repeat(15_000)}`;
  const { body } = await post(url, query);
  expect(JSON.parse(body).errors).toHaveLength(1);
  expect((await overSocket(connect(url), query)).errors).toHaveLength(1);
  expect(await send(`${url}/live`)).toMatchObject({ status: 200 });
});
