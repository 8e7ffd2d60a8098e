import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { post, send } from '../../../test/http-client.ts';
import { log, logFile, useHttpServer } from '../../../test/http-server.ts';
import { secret } from '../../../test/trouble-schema.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { connect, overSocket, overSse } from '../../../test/wire.ts';

const server = useHttpServer();

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
  const { body } = await post(server.url, '{ hello fail }');
  const { data, errors } = JSON.parse(body);
  expect(data).toEqual({ hello: 'hello world', fail: null });
  expect(errors).toEqual([{ ...masked, path: ['fail'], locations: expect.anything() }]);
  expect(body).not.toContain(secret);
  await expectLogged(errors[0]);
});

test('so it is over a socket', async () => {
  const { results } = await overSocket(connect(server.url), '{ fail }');
  expect(results).toMatchObject([{ errors: [masked] }]);
  expect(JSON.stringify(results)).not.toContain(secret);
});

const midway = 'subscription { count(to: 2, thenFail: true) }';

test('a subscription that fails midway ends with one masked error, over SSE', async () => {
  const events = await overSse(server.url, midway);
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
  const client = connect(server.url);
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

test('one bad item of a subscription does not end it', async () => {
  const { results } = await overSocket(connect(server.url), 'subscription { badItem }');
  expect(results).toMatchObject([{ data: { badItem: 1 } }, { errors: [masked] }, { data: { badItem: 3 } }]);
});

test('a failure of a server behind is said, with its code', async () => {
  const { body } = await post(server.url, '{ unavailable }');
  expect(JSON.parse(body).errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  expect(body).not.toContain(secret);
});

test.for([
  ['a field that is not there', '{"query":"{ nope }"}', 'GRAPHQL_VALIDATION_FAILED'],
  ['no GraphQL', '{"query":"{ "}', 'GRAPHQL_PARSE_FAILED'],
  ['no query', '{}', 'BAD_REQUEST'],
  [
    'a variable of another type',
    '{"query":"query($n: String) { hello(name: $n) }","variables":{"n":{}}}',
    'BAD_REQUEST',
  ],
] as const)('%s is answered with a code', async ([, body, code]) => {
  const answer = await send(`${server.url}/graphql`, { headers: { 'content-type': 'application/json' }, body });
  expect(JSON.parse(answer.body).errors).toMatchObject([{ extensions: { code } }]);
});

test('a socket answers with the same codes', async () => {
  const { errors, results } = await overSocket(connect(server.url), '{ nope }');
  const all = JSON.stringify({ errors, results });
  expect(all).toContain('"code":"GRAPHQL_VALIDATION_FAILED"');
});

test('a body that is no JSON is refused without what the parser said', async () => {
  const answer = await send(`${server.url}/graphql`, { headers: { 'content-type': 'application/json' }, body: '{' });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body).errors).toEqual([
    { message: 'POST body sent invalid JSON.', extensions: { code: 'BAD_REQUEST' } },
  ]);
});

test('the log has one line per operation, with its name and request, and no variables', async () => {
  const name = `Op${randomUUID().replaceAll('-', '')}`;
  const variables = { name: 'private-value' };
  await post(server.url, `query ${name}($name: String) { hello(name: $name) unavailable }`, { variables });
  await overSocket(connect(server.url), `subscription ${name} { count(to: 2) }`);
  await overSse(server.url, `subscription ${name} { count(to: 2) }`);
  const abandoned = connect(server.url).iterate({ query: `subscription ${name} { forever }` });
  await abandoned.next();
  await abandoned.return?.();
  const lines = await waitFor('four lines', () => {
    const found = log().filter(({ operation }) => operation === name);
    return found.length >= 4 && found;
  });
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatchObject({ kind: 'query', codes: ['SERVICE_UNAVAILABLE'], requestId: expect.any(String) });
  expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(4);
  expect(readFileSync(logFile, 'utf8')).not.toContain('private-value');
});

test('a failed operation is logged with the code its client was given', async () => {
  await post(server.url, 'query FailsUnexpectedly { fail }');
  await overSse(server.url, `subscription FailsMidway { count(to: 1, thenFail: true) }`);
  await post(server.url, 'query FailsToFit($n: String) { hello(name: $n) }', { variables: { n: {} } });
  await post(server.url, 'query AsksWrong { nothing }');
  await overSse(server.url, 'subscription AsksWrongLive { nothing }');
  await overSocket(connect(server.url), 'query AsksWrongOnASocket { nothing }');
  for (const [name, code] of [
    ['FailsUnexpectedly', 'INTERNAL_ERROR'],
    ['FailsMidway', 'INTERNAL_ERROR'],
    ['FailsToFit', 'BAD_REQUEST'],
    ['AsksWrong', 'GRAPHQL_VALIDATION_FAILED'],
    ['AsksWrongLive', 'GRAPHQL_VALIDATION_FAILED'],
    ['AsksWrongOnASocket', 'GRAPHQL_VALIDATION_FAILED'],
  ] as const) {
    await waitFor(name, () => log().some(({ operation }) => operation === name));
    const lines = log().filter(({ operation }) => operation === name);
    expect(lines).toMatchObject([{ codes: [code] }]);
  }
});

test('a document with too many tokens is not parsed to its end', async () => {
  const query = `{ ${'a '.repeat(2100)} }`;
  const { body } = await post(server.url, query);
  expect(JSON.parse(body)).toEqual({
    errors: [expect.objectContaining({ message: expect.stringContaining('2000 tokens') as string })],
  });
  const { results, errors } = await overSocket(connect(server.url), query);
  expect(results).toEqual([]);
  expect(JSON.stringify(errors)).toContain('2000 tokens');
});
