import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costly } from '../../test/costly-schema.ts';
import { post, send } from '../../test/http-client.ts';
import { serve } from '../../test/http-server.ts';
import { connect, overSocket } from '../../test/wire.ts';

const { schema } = costly();
const open = { url: '', close: async () => {} };
const closed = { url: '', close: async () => {} };

beforeAll(async () => {
  for (const [server, host] of [
    [open, '127.0.0.1'],
    [closed, '0.0.0.0'],
  ] as const) {
    const { app, url } = await serve({}, { schema, host });
    Object.assign(server, { url, close: () => app.close() });
  }
});
afterAll(() => Promise.all([open.close(), closed.close()]));

const whole = getIntrospectionQuery({ specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true });

const page = (url: string) => send(`${url}/graphql`, { headers: { accept: 'text/html' } });

/** The answers over HTTP, to a stream's request, and over a socket. */
async function ask(url: string, query: string, variables?: Record<string, unknown>): Promise<string[]> {
  const headers = { accept: 'text/event-stream' };
  const { results, errors } = await overSocket(connect(url), query, variables);
  return [
    (await post(url, query, { variables })).body,
    (await post(url, query, { variables, headers })).body,
    JSON.stringify({ results, errors }),
  ];
}

describe('on this machine', () => {
  test('the schema is shown', async () => {
    for (const answer of await ask(open.url, whole)) expect(answer).toContain('"Box"');
  });
  test('errors make suggestions', async () => {
    for (const answer of await ask(open.url, '{ itms { total } }')) expect(answer).toMatch(/Did you mean/);
  });
});

describe('for a stranger', () => {
  test.for([
    whole,
    '{ __type(name: "Box") { name } }',
    '{ item { ...a } } fragment a on Item { id } { x: __schema { types { name } } }',
  ])('%s is refused', async (query) => {
    for (const answer of await ask(closed.url, query)) {
      expect(answer).toMatch(/"errors":/);
      expect(answer).not.toContain('Box"');
    }
  });

  test('the refusal of introspection has a code', async () => {
    for (const answer of await ask(closed.url, '{ a: __schema { queryType { name } } }')) {
      expect(answer).toContain('INTROSPECTION_NOT_ALLOWED');
    }
  });

  test('what a client library asks for by itself is answered', async () => {
    expect((await post(closed.url, '{ __typename item { __typename } }')).body).toBe(
      '{"data":{"__typename":"Query","item":null}}',
    );
  });

  test.for([
    ['a field', '{ itms { total } }', undefined],
    ['a field of another type', '{ thing { lid { id } } }', undefined],
    ['an argument', '{ things(kids: [OPEN]) }', undefined],
    ['a type', '{ thing { ... on Bax { id } } }', undefined],
    ['an enum value', '{ things(kinds: [SECRETIV]) }', undefined],
    ['an input field', '{ things(where: { secretiv: 1 }) }', undefined],
    ['an enum value in a variable', 'query($k: [Kind!]) { things(kinds: $k) }', { k: ['SECRETIV'] }],
    ['an input field in a variable', 'query($w: Where) { things(where: $w) }', { w: { secretiv: 1 } }],
    ['the type of a variable', 'query($k: Kin) { things(kinds: $k) }', undefined],
  ] as const)('%s with a slip in it is told nothing of the right one', async ([, query, variables]) => {
    for (const answer of await ask(closed.url, query, variables)) {
      expect(answer).toMatch(/"(message|errors)":/);
      expect(answer).not.toMatch(/Did you mean|items|Box|secretive\b|SECRETIVE|"Kind"/);
    }
  });

  test('the page of the playground names nothing of the schema', async () => {
    expect((await page(open.url)).body).toContain('startMany');
    const { status, body } = await page(closed.url);
    expect(status).toBe(200);
    expect(body).not.toContain('startMany');
  });
});
