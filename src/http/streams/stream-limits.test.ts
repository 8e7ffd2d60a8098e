import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { send } from '../../../test/http-client.ts';
import { serveLive } from '../../../test/live-server.ts';
import { openEvents } from '../../../test/open-events.ts';
import { openSocket } from '../../../test/open-socket.ts';
import { untilItWorks, waitFor } from '../../../test/wait-for.ts';

const query = 'subscription { state(of: "a") { n } }';
const json = { 'content-type': 'application/json' };
const asEvents = { ...json, accept: 'text/event-stream' };

test('operations on one socket are counted; one too many concerns itself only', async () => {
  const server = await serveLive({ mostOperations: 3 });
  const client = await openSocket(server.url);
  for (const id of ['a', 'b', 'c', 'd']) client.subscribe(query, {}, id);
  await waitFor('a refusal', () => client.messages.length === 1);
  expect(client.messages).toMatchObject([
    {
      id: 'd',
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' }, message: expect.stringContaining('3 operations') }],
    },
  ]);
  client.send({ id: 'a', type: 'complete' });
  client.subscribe(query, {}, 'e');
  await waitFor('the execution', () => server.following() === 1);
  await waitFor('states', () => (server.put('a', 1), client.messages.some(({ id }) => id === 'e')));
});

test('streams are counted, and are free again when they have ended', async () => {
  const server = await serveLive({ mostStreams: 2 });
  const [one] = await Promise.all([openSocket(server.url), openSocket(server.url)]);
  const third = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  expect(String(await once(third, 'error'))).toContain('503');
  const events = await send(`${server.url}/graphql`, { headers: asEvents, body: JSON.stringify({ query }) });
  expect(events).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(await send(`${server.url}/graphql`, { headers: json, body: '{"query":"{ hello }"}' })).toMatchObject({
    status: 200,
  });
  one.socket.terminate();
  await untilItWorks('room for another', () => openSocket(server.url));
});

const pipelined = ['a', 'b', 'c'].map((of) => ({ query: `subscription { state(of: "${of}") { n } }` }));

test('of SSE requests on one connection at once the first is served, and nothing stays when the client leaves', async () => {
  const server = await serveLive({ mostStreams: 2 });
  const connection = await openEvents(server.url, ...pipelined);
  await waitFor('an execution', () => server.following() > 0);
  connection.destroy();
  await waitFor('no execution', () => server.following() === 0);
  await Promise.all([openSocket(server.url), openSocket(server.url)]); // there is room for both
  expect(server.opened).toEqual(['a']);
});

test('the others are told so, in their turn', async () => {
  const server = await serveLive();
  const connection = await openEvents(server.url, ...pipelined);
  let received = '';
  connection.on('data', (bytes) => (received += String(bytes))).resume();
  await waitFor('an execution', () => server.following('a') === 1);
  server.end('a');
  const refusals = () => received.match(/HTTP\/1.1 503[^}]*ask on another one/g)?.length === 2;
  await waitFor('refusals', refusals);
  expect(received.indexOf('event: complete')).toBeLessThan(received.indexOf('503'));
});

test('a socket that does not introduce itself is closed', async () => {
  const server = await serveLive({ initMs: 100 });
  expect(await (await openSocket(server.url, { init: false })).closed).toBe(4408);
});

test('an operation before the introduction ends the socket', async () => {
  const client = await openSocket((await serveLive()).url, { init: false });
  client.subscribe(query);
  expect(await client.closed).toBe(4401);
});

test('a peer that is gone is noticed; one that answers stays', async () => {
  const server = await serveLive({ pingMs: 200 });
  const [gone, there] = await Promise.all([openSocket(server.url), openSocket(server.url)]);
  let asked = 0;
  there.socket.on('ping', () => asked++);
  gone.stall();
  gone.subscribe(query);
  there.subscribe(query.replace('"a"', '"b"'));
  await waitFor('both', () => server.following() === 2);
  await waitFor('one', () => server.following('a') === 0);
  await waitFor('more questions', () => asked > 5);
  expect(server.following('b')).toBe(1);
});

test('an SSE response begins at once, says what proxies need to know, and shows that it lives', async () => {
  const server = await serveLive({ pingMs: 100 });
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: asEvents,
    body: JSON.stringify({ query }),
  });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': expect.stringContaining('no-cache'),
    'x-accel-buffering': 'no',
  });
  let text = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.split(':\n\n').length > 4) break;
  }
  expect(text).toMatch(/^(:\n\n)+$/);
  await waitFor('nobody', () => server.following() === 0);
});

test('an SSE response answers a GET, too', async () => {
  const server = await serveLive();
  const variables = encodeURIComponent('{"of":"x"}');
  const text = encodeURIComponent('subscription W($of: ID!) { state(of: $of) { of n } }');
  const url = `${server.url}/graphql?query=${text}&operationName=W&variables=${variables}`;
  const answer = send(url, { headers: { accept: 'text/event-stream' } });
  await waitFor('the execution', () => server.following('x') === 1);
  server.put('x', 7);
  server.end('x');
  expect((await answer).body.replace(/^(:\n\n)+/, '')).toBe(
    'event: next\ndata: {"data":{"state":{"of":"x","n":7}}}\n\nevent: complete\ndata:\n\n',
  );
});

test.for(['application/json', '*/*', undefined])(
  'a subscription is not executed for a client that accepts %s, and it is told how to ask',
  async (accept) => {
    const server = await serveLive();
    const headers = accept ? { ...json, accept } : json;
    const answer = await send(`${server.url}/graphql`, { headers, body: JSON.stringify({ query }) });
    expect(answer).toMatchObject({ status: 406, body: expect.stringContaining('text/event-stream') });
    expect(server.opened).toEqual([]);
  },
);

test('a query is answered as JSON to a client that accepts streams, too', async () => {
  const server = await serveLive();
  const headers = { ...json, accept: 'application/graphql-response+json, application/json, text/event-stream' };
  const answer = await send(`${server.url}/graphql`, { headers, body: '{"query":"{ hello }"}' });
  expect(answer).toMatchObject({ status: 200, body: '{"data":{"hello":null}}' });
});

test.for([
  '{"query":"subscription { nope }"}',
  '{"query":"subscription {"}',
  '{"query":"subscription { state(of: 1) { n } }","variables":[]}',
  'x',
])('the mistake %j is answered, not streamed for ever', async (body) => {
  const server = await serveLive();
  const answer = await send(`${server.url}/graphql`, { headers: asEvents, body });
  expect(answer.body).toContain('errors');
  expect(server.opened).toEqual([]);
});
