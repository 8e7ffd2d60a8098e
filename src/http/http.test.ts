import { buildSchema, parse, validate, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSchema } from '../../schema/index.ts';
import { post, send } from '../../test/http-client.ts';
import { sse } from '../../test/sse-client.ts';
import { waitFor } from '../../test/wait-for.ts';
import * as contracts from '../../workers/contracts.ts';
import { createApp } from '../app.ts';
import { DomainError, ServiceUnavailableError } from '../errors.ts';
import { readSettings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import type { Services } from '../services/services.ts';
import { playgroundTabs } from './playground.ts';

/** Errors whose text must reach the log and nobody else. */
const secret = 'postgres://user:hunter2@db/prod';
const listed = 'https://app.example';
const maxBodyBytes = 10_000;

const fail = () => {
  throw new Error(secret);
};
const subscribed = (value: unknown) => value;

/** What resolvers do, by type and field. */
const behaviour = {
  Query: {
    hello: { resolve: (_: unknown, { name = 'world' }) => `hello ${name}` },
    fail: { resolve: fail },
    self: { resolve: () => ({}) },
    unavailable: {
      resolve: () => {
        throw new ServiceUnavailableError('Temporal', new Error(secret));
      },
    },
  },
  Mutation: { change: { resolve: () => 'changed' } },
  Subscription: {
    count: {
      resolve: subscribed,
      async *subscribe(_: unknown, { to, thenFail }: { to: number; thenFail?: boolean }) {
        for (let n = 1; n <= to; n++) yield n;
        if (thenFail) fail();
      },
    },
    refuse: {
      subscribe() {
        throw new DomainError('NOT_FOUND', 'There is no such thing.');
      },
    },
    badItem: {
      resolve: (n: number) => (n === 2 ? fail() : n),
      async *subscribe() {
        for (let n = 1; n <= 3; n++) yield n;
      },
    },
    forever: {
      resolve: subscribed,
      async *subscribe() {
        for (let n = 1; ; n++) yield await sleep(20, n);
      },
    },
  },
};

/** The HTTP layer does not care what is served, so this serves what misbehaves. */
function trouble(): GraphQLSchema {
  const schema = buildSchema(`
    type Query { hello(name: String): String! fail: String unavailable: String self: Query! list(values: [JSON]): Int }
    type Mutation { change: String }
    type Subscription { count(to: Int!, thenFail: Boolean): Int  refuse: Int  badItem: Int! forever: Int }
    scalar JSON
  `);
  for (const [type, fields] of Object.entries(behaviour)) {
    const known = (schema.getType(type) as GraphQLObjectType).getFields();
    for (const [name, functions] of Object.entries(fields)) Object.assign(known[name]!, functions);
  }
  return schema;
}

const logFile = path.join(os.tmpdir(), `tempograph-http-${randomUUID()}.log`);
const log = () =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const reasons: Record<string, string | null> = { temporal: null, storage: null };

async function serve(env: Record<string, string> = {}) {
  const settings = readSettings({ PORT: '0', MAX_BODY_BYTES: String(maxBodyBytes), CORS_ORIGINS: listed, ...env });
  const app = createApp({
    schema: trouble(),
    services: {} as Services, // nothing in this schema asks for one
    settings: settings.http,
    log: createLog('debug', logFile),
    ready: async () => reasons,
  });
  return { app, url: await app.listen() };
}

let url = '';
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve();
  url = served.url;
  close = () => served.app.close();
});
afterAll(async () => {
  await close();
  rmSync(logFile, { force: true });
});

const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const json = { 'content-type': 'application/json' };
const alive = async () => expect((await post(url, '{ hello }')).body).toBe('{"data":{"hello":"hello world"}}');

/** A socket of its own per test. */
function connect(to = url): Client {
  const client = createClient({
    url: `${to.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  onTestFinished(() => void client.dispose());
  return client;
}

/** Every message of one operation over a WebSocket, and the error it ended with, if it did. */
async function overSocket(client: Client, query: string) {
  const results: unknown[] = [];
  const errors = await (async () => {
    for await (const result of client.iterate({ query })) results.push(result);
  })().catch((error: unknown) => error);
  return { results, errors };
}

async function overSse(query: string) {
  const events = [];
  for await (const event of sse(url, query)) events.push(event);
  return events;
}

/** Bytes as they are, for what no client would send; resolves to what came back until the server hung up. */
async function raw(text: string, to = url): Promise<string> {
  const { hostname, port } = new URL(to);
  const socket = net.connect(Number(port), hostname);
  socket.write(text);
  let received = '';
  socket.on('data', (bytes) => (received += String(bytes)));
  await once(socket, 'close');
  return received;
}

test.for([
  ['a body that says it is too large', 'x'.repeat(maxBodyBytes + 1)],
  ['a chunked body that turns out too large', Array.from({ length: 20 }, () => 'x'.repeat(1000))],
])('%s is answered with 413', async ([, body]) => {
  const answer = await send(`${url}/graphql`, { headers: json, body });
  expect(answer).toMatchObject({ status: 413, body: expect.stringContaining(String(maxBodyBytes)) });
  await alive();
});

test('a body of exactly the limit is read', async () => {
  const query = '{ hello }';
  const padding = ' '.repeat(maxBodyBytes - JSON.stringify({ query }).length);
  const body = JSON.stringify({ query: query + padding });
  expect(body).toHaveLength(maxBodyBytes);
  expect(await send(`${url}/graphql`, { headers: json, body })).toMatchObject({ status: 200 });
});

test.for([
  ['application/x-www-form-urlencoded', 'query=mutation{change}'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\nmutation{change}\r\n--x--\r\n',
  ],
  ['text/plain', '{"query":"mutation{change}"}'],
  ['application/graphql', 'mutation{change}'],
] as const)('a page of another site cannot post %s', async ([type, body]) => {
  expect(await send(`${url}/graphql`, { headers: { 'content-type': type }, body })).toMatchObject({ status: 415 });
});

test('a post without a content type is refused', async () => {
  expect(await send(`${url}/graphql`, { body: '{"query":"{hello}"}' })).toMatchObject({ status: 415 });
});

test('JSON may name its charset', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const answer = await send(`${url}/graphql`, { headers, body: '{"query":"{hello}"}' });
  expect(answer).toMatchObject({ status: 200, body: '{"data":{"hello":"hello world"}}' });
});

test('several operations in one request are refused', async () => {
  const body = JSON.stringify([{ query: '{ hello }' }, { query: 'mutation { change }' }]);
  const answer = await send(`${url}/graphql`, { headers: json, body });
  expect(answer.status).toBe(400);
  expect(answer.body).not.toContain('hello world');
});

test('a mutation by GET is refused, a query is not', async () => {
  expect(await send(`${url}/graphql?query=mutation{change}`)).toMatchObject({ status: 405 });
  expect(await send(`${url}/graphql?query={hello}`)).toMatchObject({ status: 200 });
});

test.for(['not json', '', '[]', 'null', '"text"', '{"query":1}', '{"query":"{hello}","variables":[]}'])(
  'the body %j is a mistake of the client',
  async (body) => {
    const answer = await send(`${url}/graphql`, { headers: json, body });
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('errors') });
    expect(answer.body).not.toContain('INTERNAL');
  },
);

test.for(['//', '///', 'http://[', '*', '/%'])(
  'the path %s does no harm, as a request or as an upgrade',
  async (target) => {
    expect(await raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 40/,
    );
    expect(await raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 40/);
    await alive();
  },
);

test('a client that resets its connection while its upgrade is refused does no harm', async () => {
  const { hostname, port } = new URL(url);
  for (let n = 0; n < 20; n++) {
    const socket = net.connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    if (n % 2) await once(socket, 'data');
    socket.resetAndDestroy();
  }
  await alive();
});

test('only listed origins may read answers', async () => {
  const own = await post(url, '{ hello }', { headers: { origin: url } });
  expect(own).toMatchObject({ status: 200 });
  const foreign = await post(url, '{ hello }', { headers: { origin: 'https://evil.example' } });
  expect(foreign).toMatchObject({ status: 403 });
  expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  const friend = await post(url, '{ hello }', { headers: { origin: listed } });
  expect(friend).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': listed } });
});

const ask = (origin: string) =>
  send(`${url}/graphql`, {
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
    expect(await raw(request)).toMatch(/^HTTP\/1.1 403/);
  },
);

test.for(['http://evil.example', 'null', 'http://localhost:1'])(
  'a socket from the origin %s is refused',
  async (origin) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  },
);

test.for([undefined, listed, 'own'])('a socket from the origin %s is served', async (origin) => {
  const headers = origin && { origin: origin === 'own' ? url : origin };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { ...headers });
  await once(socket, 'open');
  socket.close();
});

test('a socket is served at /graphql only', async () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/other`, 'graphql-transport-ws');
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('404');
});

test('health', async () => {
  expect(await send(`${url}/live`)).toMatchObject({ status: 200, body: '{"live":true}' });
  expect(await send(`${url}/ready`)).toMatchObject({ status: 200, body: '{"temporal":null,"storage":null}' });
  reasons['storage'] = 'no answer';
  onTestFinished(() => void (reasons['storage'] = null));
  expect(await send(`${url}/ready`)).toMatchObject({ status: 503, body: '{"temporal":null,"storage":"no answer"}' });
  expect(await send(`${url}/live`)).toMatchObject({ status: 200 });
});

test('the root leads to the playground, anything else nowhere', async () => {
  expect(await send(url)).toMatchObject({ status: 302, headers: { location: '/graphql' } });
  expect(await send(`${url}/admin`)).toMatchObject({ status: 404, body: expect.stringContaining('/graphql') });
});

test('the playground loads nothing from elsewhere', async () => {
  const page = await send(`${url}/graphql`, { headers: { accept: 'text/html' } });
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': expect.stringContaining('text/html') } });
  const [head = ''] = page.body.split('<script>');
  expect(page.body).not.toMatch(/<(script|link|img|iframe)[^>]*\s(src|href)=["']?(https?:)?\/\//i);
  expect(head).not.toMatch(/@import|url\(["']?(https?:)?\/\//i);
});

test("the playground's tabs are valid documents of the schema", () => {
  const schema = createSchema(Object.values(contracts));
  const tabs = playgroundTabs(schema);
  expect(tabs.map(({ query }) => parse(query).definitions[0])).toHaveLength(tabs.length);
  for (const { query } of tabs) expect(validate(schema, parse(query))).toEqual([]);
  expect(tabs.some(({ query }) => query.includes('startImageEnhancement'))).toBe(true);
});

const masked = {
  message: 'Something went wrong on our side.',
  extensions: { code: 'INTERNAL_ERROR', id: expect.any(String) },
};

/** The id a client was given leads to the real error in the log. */
async function expectLogged(error: unknown) {
  const { id } = (error as { extensions: { id: string } }).extensions;
  const line = await waitFor('the error in the log', () => log().find((line) => line['id'] === id));
  expect(JSON.stringify(line)).toContain(secret);
}

test('an unexpected error is masked, and in the log under its id', async () => {
  const { body } = await post(url, '{ hello fail }');
  const { data, errors } = JSON.parse(body);
  expect(data).toEqual({ hello: 'hello world', fail: null });
  expect(errors).toEqual([{ ...masked, path: ['fail'], locations: expect.anything() }]);
  expect(body).not.toContain(secret);
  await expectLogged(errors[0]);
});

test('so it is over a socket', async () => {
  const { results } = await overSocket(connect(), '{ fail }');
  expect(results).toMatchObject([{ errors: [masked] }]);
  expect(JSON.stringify(results)).not.toContain(secret);
});

const midway = 'subscription { count(to: 2, thenFail: true) }';

test('a subscription that fails midway ends with one masked error, over SSE', async () => {
  const events = await overSse(midway);
  expect(events).toMatchObject([
    { event: 'next', data: { data: { count: 1 } } },
    { event: 'next', data: { data: { count: 2 } } },
    { event: 'next', data: { errors: [masked] } },
    { event: 'complete' },
  ]);
  expect(JSON.stringify(events)).not.toContain(secret);
  await expectLogged(events[2]?.data?.errors?.[0]);
});

test('and over a socket, which other operations go on using', async () => {
  const client = connect();
  const other = client.iterate<{ forever: number }>({ query: 'subscription { forever }' });
  await other.next();
  const { results, errors } = await overSocket(client, midway);
  expect({ results, errors }).toMatchObject({
    results: [{ data: { count: 1 } }, { data: { count: 2 } }],
    errors: [masked],
  });
  await expectLogged((errors as unknown[])[0]);
  expect(await other.next()).toMatchObject({ done: false });
});

test('queries and mutations work over a socket too', async () => {
  const client = connect();
  expect(await overSocket(client, '{ hello }')).toMatchObject({ results: [{ data: { hello: 'hello world' } }] });
  expect(await overSocket(client, 'mutation { change }')).toMatchObject({ results: [{ data: { change: 'changed' } }] });
});

test('one bad item of a subscription does not end it', async () => {
  const { results } = await overSocket(connect(), 'subscription { badItem }');
  expect(results).toMatchObject([{ data: { badItem: 1 } }, { errors: [masked] }, { data: { badItem: 3 } }]);
});

test.for(['SSE', 'socket'])('a subscription that is refused ends with one coded error, over %s', async (transport) => {
  const query = 'subscription { refuse }';
  const refused = { errors: [{ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND' } }] };
  if (transport === 'SSE') {
    expect(await overSse(query)).toMatchObject([{ event: 'next', data: refused }, { event: 'complete' }]);
  } else {
    expect(await overSocket(connect(), query)).toMatchObject({ results: [refused], errors: undefined });
  }
});

test.for(['{ hello', '{ nothing }', 'query A { hello } query B { hello }', '{ hello(name: 1) }'])(
  'over a socket, the mistake %j concerns its own operation only',
  async (query) => {
    const client = connect();
    const other = client.iterate({ query: 'subscription { forever }' });
    await other.next();
    const { results, errors } = await overSocket(client, query);
    expect(JSON.stringify([results, errors])).toMatch(/message/);
    expect(errors === undefined || Array.isArray(errors)).toBe(true); // a close event would have ended the others too
    expect(await other.next()).toMatchObject({ done: false });
  },
);

test.for([
  ['deep selection', `${'{ self '.repeat(900)}{ hello }${'}'.repeat(900)}`],
  ['many fields', `{ ${Array.from({ length: 700 }, (_, n) => `f${n}: hello`).join(' ')} }`],
  ['deep list', `{ list(values: ${'['.repeat(4000)}${']'.repeat(4000)}) }`],
  ['circle of fragments', '{ ...a } fragment a on Query { self { ...a } }'],
] as const)('a %s does no harm', async ([, query]) => {
  expect((await post(url, query)).status).toBeLessThan(500);
  await overSocket(connect(), query);
  await alive();
});

test('depth that no parser follows does no harm either', async () => {
  const { app, url } = await serve({ MAX_BODY_BYTES: '1000000' });
  onTestFinished(() => app.close());
  const query = `${'{self'.repeat(150_000)}{hello}${'}'.repeat(150_000)}`;
  const { body } = await post(url, query);
  expect(JSON.parse(body).errors).toHaveLength(1);
  expect((await overSocket(connect(url), query)).errors).toHaveLength(1);
  expect(await send(`${url}/live`)).toMatchObject({ status: 200 });
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
  })().catch(() => undefined);
  await Promise.all([app.close(), streamEnded, once(deaf, 'close')]);
});

test('a failure of a server behind is said, with its code', async () => {
  const { body } = await post(url, '{ unavailable }');
  expect(JSON.parse(body).errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  expect(body).not.toContain(secret);
});

test('the log has one line per operation, with its name and id, and no variables', async () => {
  const name = `Op${randomUUID().replaceAll('-', '')}`;
  const variables = { name: 'private-value' };
  await post(url, `query ${name}($name: String) { hello(name: $name) unavailable }`, { variables });
  await overSocket(connect(), `subscription ${name} { count(to: 2) }`);
  await overSse(`subscription ${name} { count(to: 2) }`);
  const abandoned = connect().iterate({ query: `subscription ${name} { forever }` });
  await abandoned.next();
  await abandoned.return?.();
  const lines = await waitFor('four lines', () => {
    const found = log().filter(({ operation }) => operation === name);
    return found.length >= 4 && found;
  });
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatchObject({ kind: 'query', codes: ['SERVICE_UNAVAILABLE'], id: expect.any(String) });
  expect(new Set(lines.map(({ id }) => id)).size).toBe(4);
  expect(readFileSync(logFile, 'utf8')).not.toContain('private-value');
});

test('a failed operation is logged with the code its client was given', async () => {
  await post(url, 'query FailsUnexpectedly { fail }');
  await overSse(`subscription FailsMidway { count(to: 1, thenFail: true) }`);
  for (const name of ['FailsUnexpectedly', 'FailsMidway']) {
    const line = await waitFor(name, () => log().find(({ operation }) => operation === name));
    expect(line['codes']).toEqual(['INTERNAL_ERROR']);
  }
});
