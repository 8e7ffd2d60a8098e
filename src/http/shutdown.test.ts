import { buildSchema } from 'graphql';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { post, send } from '../../test/http-client.ts';
import { serve } from '../../test/http-server.ts';
import { serveLive } from '../../test/live-server.ts';
import { openSocket } from '../../test/open-socket.ts';
import { sse } from '../../test/sse-client.ts';
import { waitFor } from '../../test/wait-for.ts';
import { WebSocket } from 'ws';
import { connectionLimits } from './connection-limits.ts';

const query = 'subscription { state(of: "a") { n } }';

test('sockets are told to connect again, spread over time; nobody new is taken meanwhile', async () => {
  const server = await serveLive({ goodbyeMsEach: 100, longestGoodbyeMs: 2000 });
  const clients = await Promise.all(Array.from({ length: 40 }, () => openSocket(server.url)));
  for (const client of clients) client.subscribe(query);
  await waitFor('the execution', () => server.following() === 1);
  server.put('a', 1);
  await waitFor('states', () => clients.every(({ messages }) => messages.length === 1));
  const began = performance.now();
  const closedAt = Promise.all(
    clients.map(async ({ closed }) => ({ code: await closed, at: performance.now() - began })),
  );
  const closing = server.close();
  expect(await send(`${server.url}/ready`)).toMatchObject({ status: 503, body: expect.stringContaining('stop') });
  expect(await send(`${server.url}/live`)).toMatchObject({ status: 200 });
  const late = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const [refused] = (await once(late, 'error')) as [Error];
  expect(refused.message).toContain('503');
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  expect(await send(`${server.url}/graphql`, { headers, body: JSON.stringify({ query }) })).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
  });
  await closing;
  const ends = await closedAt;
  expect(ends.map(({ code }) => code)).toEqual(clients.map(() => 1012));
  const times = ends.map(({ at }) => at).toSorted((a, b) => a - b);
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(500); // 40 random moments within 2 s
  for (const { messages } of clients) expect(messages.map(({ type }) => type)).toEqual(['next']); // no `complete`
});

test('SSE responses end, without the event that says there is nothing more to ask for', async () => {
  const server = await serveLive();
  const events: string[] = [];
  const reading = (async () => {
    for await (const { event } of sse(server.url, query)) events.push(event);
  })();
  await waitFor('the execution', () => server.following() === 1);
  server.put('a', 1);
  await waitFor('a state', () => events.length === 1);
  await server.close();
  await reading; // it would throw if the response had broken off
  expect(events).toEqual(['next']);
  expect(server.following()).toBe(0);
});

test('a few clients, or none, do not hold it up', async () => {
  const server = await serveLive();
  const clients = await Promise.all(Array.from({ length: 5 }, () => openSocket(server.url)));
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(1000);
  expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(clients.map(() => 1012));
});

test('who does not answer is cut off', { timeout: 20_000 }, async () => {
  const server = await serveLive();
  const deaf = await openSocket(server.url);
  deaf.stall();
  await server.close();
  deaf.resume();
  expect([1012, 1006]).toContain(await deaf.closed);
});

/** A server that answers when it is told to. */
async function serveSlowly(connections = connectionLimits) {
  const schema = buildSchema('type Query { slow: String }');
  let answer!: (text: string) => void;
  const answered = new Promise<string>((resolve) => (answer = resolve));
  const asked = new Promise<void>((resolve) => {
    const slow = () => (resolve(), answered);
    Object.assign(schema.getQueryType()!.getFields()['slow']!, { resolve: slow });
  });
  return { ...(await serve({}, { schema, connections })), asked, answer };
}

test('a request that is under way is answered before the process ends', async () => {
  const { app, url, asked, answer } = await serveSlowly();
  const asking = post(url, '{ slow }');
  await asked;
  const closing = app.close();
  await expect(post(url, '{ slow }')).rejects.toThrow('ECONNREFUSED');
  answer('after all');
  expect(await asking).toMatchObject({ status: 200, body: '{"data":{"slow":"after all"}}' });
  await closing;
});

test('a request that takes too long is given up', async () => {
  const { app, url, asked } = await serveSlowly({ ...connectionLimits, goodbyeMs: 50 });
  const asking = post(url, '{ slow }');
  await Promise.all([asked, expect(asking).rejects.toThrow('socket hang up'), asked.then(() => app.close())]);
});
