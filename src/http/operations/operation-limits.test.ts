import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { costly } from '../../../test/costly-schema.ts';
import { post, send } from '../../../test/http-client.ts';
import { serve } from '../../../test/http-server.ts';
import { connect, overSocket } from '../../../test/wire.ts';

interface Refusal {
  message: string;
  extensions: { code: string; asked?: number; allowed?: number };
}
interface Answer {
  errors?: Refusal[];
}

const limits = { MAX_DEPTH: '6', MAX_ALIASES: '5', MAX_ROOT_FIELDS: '4', MAX_COST: '100', MAX_TOKENS: '300' };
const { schema, asked } = costly();
let url = '';
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await serve({ ...limits, MAX_BODY_BYTES: '1048576' }, { schema });
  url = server.url;
  close = () => server.app.close();
});
afterAll(() => close());

let before = 0;
beforeEach(() => (before = asked()));

/** What each transport answers. Those of SSE and WebSockets do not go through Yoga's HTTP part. */
const transports = {
  http: async (query: string, variables?: object) => JSON.parse((await post(url, query, { variables })).body) as Answer,
  sse: async (query: string, variables?: object) => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const { body } = await send(`${url}/graphql`, { headers, body: JSON.stringify({ query, variables }) });
    return JSON.parse(/^(?:event: next\ndata: |:\n\nevent: next\ndata: )?(\{.*\})/m.exec(body)?.[1] ?? '{}') as Answer;
  },
  socket: async (query: string, variables?: object) => {
    const { results, errors } = await overSocket(connect(url), query, variables as Record<string, unknown>);
    return (errors ? { errors } : results[0]) as Answer;
  },
};
const everywhere = Object.entries(transports);

const refused: [string, Record<string, unknown> | undefined, Partial<Refusal['extensions']>][] = [
  [
    '{ item { item { item { item { item { item { id } } } } } } }',
    undefined,
    { code: 'TOO_DEEP', asked: 7, allowed: 6 },
  ],
  [
    '{ item { ...a } } fragment a on Item { item { item { ...b } } } fragment b on Item { item { ... { item { item { id } } } } }',
    undefined,
    { code: 'TOO_DEEP', asked: 7 },
  ],
  ['{ item { a: id b: id c: id d: id e: id f: id } }', undefined, { code: 'TOO_MANY_ALIASES', asked: 6, allowed: 5 }],
  [
    '{ item { ...a item { ...a } } } fragment a on Item { x: id y: id z: id }',
    undefined,
    { code: 'TOO_MANY_ALIASES', asked: 6 },
  ],
  ['{ a: dear b: dear c: dear d: dear e: dear }', undefined, { code: 'TOO_MANY_ROOT_FIELDS', asked: 5, allowed: 4 }],
  [`{ item { ${'id '.repeat(300)} } }`, undefined, { code: 'TOO_MANY_TOKENS', allowed: 300 }],
  // 50 times edges and node, and the list itself
  ['{ items(first: 50) { edges { node { id } } } }', undefined, { code: 'TOO_EXPENSIVE', asked: 150, allowed: 100 }],
  ['query($n: Int!) { items(first: $n) { edges { node { id } } } }', { n: 50 }, { code: 'TOO_EXPENSIVE', asked: 150 }],
  [
    'query($n: Int = 60) { items(first: $n) { total } item { id } dear }',
    { n: 99 },
    { code: 'TOO_EXPENSIVE', asked: 140 },
  ],
  ['query($n: Int = 70) { items(first: $n) { total } dear }', undefined, { code: 'TOO_EXPENSIVE', asked: 110 }],
  [
    '{ items { edges { node { items { total } } } } }',
    undefined,
    { code: 'TOO_EXPENSIVE', asked: 20 * (1 + 1 + 1 + 20) },
  ],
  ['{ items(first: 1000000) { edges { total: node { id } } } }', undefined, { code: 'TOO_EXPENSIVE', asked: 300 }],
  ['{ a: dear b: dear c: dear }', undefined, { code: 'TOO_EXPENSIVE', asked: 120 }],
  [
    'query($all: Boolean!) { dear x: dear y: dear @include(if: $all) }',
    { all: true },
    { code: 'TOO_EXPENSIVE', asked: 120 },
  ],
  [
    'query($k: [Kind!]) { things(kinds: $k) }',
    { k: Array.from({ length: 15_000 }, () => 'OPEN') },
    { code: 'TOO_EXPENSIVE', asked: 1500 },
  ],
  ['mutation { startOne startMany }', undefined, { code: 'TOO_MANY_STARTS', asked: 2, allowed: 1 }],
  [
    'mutation { a: startOne ...b } fragment b on Mutation { c: startOne }',
    undefined,
    { code: 'TOO_MANY_STARTS', asked: 2 },
  ],
  ['subscription { item(first: 90) { edges { node { id } } } }', undefined, { code: 'TOO_EXPENSIVE', asked: 270 }],
  [
    'subscription($n: Int) { item(first: $n) { edges { node { id } } } }',
    { n: 90 },
    { code: 'TOO_EXPENSIVE', asked: 270 },
  ],
];

test.for(refused.flatMap((one) => everywhere.map(([name]) => [name, ...one] as const)))(
  'over %s, %s with %o is refused before anything of it is done',
  async ([transport, query, variables, expected]) => {
    const { errors } = await transports[transport as keyof typeof transports](query, variables);
    expect(errors).toMatchObject([{ extensions: expected }]);
    const { message, extensions } = errors![0]!;
    expect(message, 'it says what is allowed').toContain(String(extensions.allowed));
    if (extensions.asked) expect(message, 'and what was asked').toContain(String(extensions.asked));
    expect(asked()).toBe(before);
  },
);

test.for([
  ['{ item { item { item { item { item { id } } } } } }', undefined],
  ['{ item { a: id b: id c: id d: id e: id } }', undefined],
  ['{ items(first: 33) { edges { node { id } } } }', undefined],
  ['query($n: Int) { items(first: $n) { total } }', { n: null }],
  ['query($n: Int!) { items(first: $n) { edges { node { id } } } }', { n: 33 }],
  ['query($all: Boolean!) { dear x: dear y: dear @include(if: $all) z: dear @skip(if: true) }', { all: false }],
  ['{ thing { ... on Box { items(first: 80) { total } } ... on Item { items(first: 80) { total } } } }', undefined],
  ['query($k: [Kind!]) { things(kinds: $k) }', { k: Array.from({ length: 500 }, () => 'OPEN') }],
  ['mutation { startOne stop }', undefined],
] as const)('%s with %o is allowed', async ([query, variables]) => {
  expect(await transports.http(query, variables)).not.toHaveProperty('errors');
  expect(await transports.socket(query, variables)).not.toHaveProperty('errors');
});

test('what was allowed with few items is refused with many', async () => {
  const query = 'query($first: Int!) { items(first: $first) { edges { node { id } } } }';
  for (const [first, codes] of [
    [1, undefined],
    [100, ['TOO_EXPENSIVE']],
    [1, undefined],
  ] as const) {
    const { errors } = await transports.http(query, { first });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(codes);
  }
});

test('only the operation that is asked for is charged', async () => {
  const query = 'query cheap { item { id } } query dear { items(first: 100) { edges { node { id } } } }';
  const ask = async (operationName?: string) => {
    const body = JSON.stringify({ query, operationName });
    const answer = await send(`${url}/graphql`, { headers: { 'content-type': 'application/json' }, body });
    return (JSON.parse(answer.body) as Answer).errors?.[0];
  };
  expect(await ask('cheap')).toBeUndefined();
  expect((await ask('dear'))?.extensions.code).toBe('TOO_EXPENSIVE');
  expect((await ask())?.message).toMatch(/what operation/);
  expect((await ask('none'))?.message).toMatch(/what operation/);
});

test('fragments in circles, and fragments that multiply, are refused within moments', async () => {
  const circles = Array.from(
    { length: 25 },
    (_, n) => `fragment f${n} on Query { ...f${(n + 1) % 25} ...f${(n + 2) % 25} }`,
  );
  const doubled = Array.from({ length: 25 }, (_, n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`);
  const started = performance.now();
  for (const [, ask] of everywhere) {
    expect((await ask(`{ ...f0 } ${circles.join(' ')}`)).errors?.[0]?.message).toMatch(/within itself/);
    const { errors } = await ask(`{ ...f0 } ${doubled.join(' ')} fragment f25 on Query { item { id } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_MANY_ROOT_FIELDS', asked: 2 ** 25 });
  }
  expect(performance.now() - started).toBeLessThan(3000);
});

test('variables that do not fit are told, but not all hundred thousand of them', async () => {
  const k = Array.from({ length: 900 }, () => 'NONE');
  for (const [, ask] of everywhere) {
    const { errors = [] } = await ask('query($k: [Kind!]) { things(kinds: $k) }', { k });
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('"NONE"'),
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(errors.length).toBeLessThan(20);
  }
});
