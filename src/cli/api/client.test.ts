import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createApiClient } from './client.ts';
import { ApiFailure, UnreachableError } from './failures.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An API that gives these answers, one after the other, and the last for ever. */
async function serve(...answers: Answer[]) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const answer = answers[Math.min(asked.push(request), answers.length) - 1]!;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json =
  (status: number, body: unknown, headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const data = json(200, { data: { n: 1 } });
const error = (status: number, code: string, headers = {}) =>
  json(status, { errors: [{ message: 'So it is.', extensions: { code } }] }, headers);
const hangUp: Answer = (request) => void request.socket.destroy();
const silent: Answer = () => undefined;
const half: Answer = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).write('{');
const events =
  (...blocks: string[]): Answer =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(blocks.join('\n\n') + '\n\n');
const next = (n: number) => `event: next\ndata: {"data":{"n":${n}}}`;
const complete = 'event: complete\ndata:';

const clientOf = (url: string, patienceMs = 5000, onTrouble?: (reason: string) => void) =>
  createApiClient({ url, key: 'a-key' }, { signal: new AbortController().signal, patienceMs, onTrouble });

async function all<T>(states: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const state of states) seen.push(state);
  return seen;
}

test.each<[string, Answer]>([
  ['hangs up', hangUp],
  ['is behind a proxy that does not reach it', json(502, 'Bad gateway')],
  ['has none to serve', json(503, 'Unavailable')],
  ['counts', error(429, 'RATE_LIMITED', { 'retry-after': '1' })],
  ['cannot look up who asks', error(503, 'SERVICE_UNAVAILABLE')],
  ['does not reach a server', error(200, 'SERVICE_UNAVAILABLE')],
])('an API that %s is asked again', async (_what, away) => {
  const { url, asked } = await serve(away, data);
  const told: string[] = [];
  expect(await clientOf(url, 10_000, (reason) => void told.push(reason)).query('{ n }')).toEqual({ n: 1 });
  expect(asked).toHaveLength(2);
  expect(told).toHaveLength(1);
  expect(asked[0]!.headers.authorization).toBe('Bearer a-key');
});

test.each<[string, Answer]>([
  ['has none to serve', json(503, 'Unavailable')],
  ['counts', error(429, 'RATE_LIMITED')],
])('a mutation is sent again to an API that %s, as nobody has done it', async (_what, away) => {
  const { url, asked } = await serve(away, data);
  expect(await clientOf(url).mutate('mutation { n }')).toEqual({ n: 1 });
  expect(asked).toHaveLength(2);
});

test.each<[string, Answer, string]>([
  ['hangs up', hangUp, 'was lost'],
  ['is behind a proxy that has lost it', json(502, 'Bad gateway'), 'was lost'],
  ['does not reach a server', error(200, 'SERVICE_UNAVAILABLE'), 'So it is.'],
])('a mutation is not sent twice to an API that %s', async (_what, away, says) => {
  const { url, asked } = await serve(away, data);
  await expect(clientOf(url).mutate('mutation { n }')).rejects.toThrow(says);
  expect(asked).toHaveLength(1);
});

test('an API that stays away is given up, with the reason and what to do', async () => {
  const { url: gone, close } = await serve(data);
  await close();
  const nobody = clientOf(gone, 300);
  await expect(nobody.query('{ n }')).rejects.toThrow(UnreachableError);
  await expect(nobody.mutate('mutation { n }')).rejects.toThrow(
    /127\.0\.0\.1:\d+ does not answer \(.*ECONNREFUSED.*TEMPOGRAPH_URL/,
  );
  await expect(all(nobody.subscribe('subscription { n }', {}))).rejects.toThrow(UnreachableError);
  const { url } = await serve(error(503, 'SERVICE_UNAVAILABLE'));
  await expect(clientOf(url, 300).query('{ n }')).rejects.toThrow(new ApiFailure('SERVICE_UNAVAILABLE', 'So it is.'));
});

test('an API that takes a question and says nothing is given up, and with it the process may end', async () => {
  for (const answer of [silent, half]) {
    const { url, asked } = await serve(answer);
    const options = { signal: new AbortController().signal, patienceMs: 100, answerMs: { query: 200, mutation: 200 } };
    const client = createApiClient({ url, key: null }, options);
    const cut = once(client.mutate('mutation { n }'));
    expect(await cut).toMatch(/was lost \(it has said nothing for 0\.2 s\): what was asked for may have been done/);
    expect(await once(client.query('{ n }'))).toMatch(/does not answer \(it has said nothing for 0\.2 s\)/);
    expect(await once(all(client.subscribe('subscription { n }', {})))).toMatch(/said nothing for 0\.2 s/);
    await expect.poll(() => asked.filter(({ socket }) => !socket.destroyed)).toEqual([]);
  }
});

/** The message of what it rejects with. */
const once = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (reason: Error) => reason.message,
  );

test('what is not GraphQL, and where it has moved, is said', async () => {
  const page = await serve((_request, response) => void response.end('<html>'));
  await expect(clientOf(page.url).query('{ n }')).rejects.toThrow(/status 200\) is no GraphQL API: TEMPOGRAPH_URL/);
  const garbled = await serve(events('event: next\ndata: nonsense', 'event: next\ndata: null'));
  await expect(all(clientOf(garbled.url).subscribe('subscription { n }', {}))).rejects.toThrow(/is no GraphQL API/);
  const moved = await serve(json(301, {}, { location: 'https://api.example/graphql' }));
  await expect(clientOf(moved.url).mutate('mutation { n }')).rejects.toThrow(/redirects to https:\/\/api\.example/);
});

test('states go on over a connection that ends in between, until the last one', async () => {
  const { url, asked } = await serve(
    events(':', next(1), next(2)), // without the end: asked again
    hangUp,
    error(503, 'SERVICE_UNAVAILABLE'),
    events(next(3), complete),
  );
  const told: string[] = [];
  const states = await all(clientOf(url, 100, (reason) => void told.push(reason)).subscribe('subscription { n }', {}));
  expect(states).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(asked).toHaveLength(4);
  expect(told).toHaveLength(1);
});

test('an error in a stream ends it, as does one instead of it', async () => {
  const inside = await serve(
    events('event: next\ndata: {"errors":[{"message":"No.","extensions":{"code":"NOT_FOUND"}}]}', complete),
  );
  await expect(all(clientOf(inside.url).subscribe('subscription { n }', {}))).rejects.toThrow(
    new ApiFailure('NOT_FOUND', 'No.'),
  );
  const instead = await serve(error(401, 'UNAUTHENTICATED'));
  await expect(all(clientOf(instead.url).subscribe('subscription { n }', {}))).rejects.toThrow('So it is.');
});

test('events are put together of whatever pieces they come in', async () => {
  const text = `:\n\n${next(1)}\n\n:\n\n${next(2)}\n\n${complete}\n\n`;
  const { url } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void (async () => {
      for (let at = 0; at < text.length; at += 7) {
        response.write(text.slice(at, at + 7));
        await new Promise(setImmediate);
      }
      response.end();
    })();
  });
  expect(await all(clientOf(url).subscribe('subscription { n }', {}))).toEqual([{ n: 1 }, { n: 2 }]);
});
