import { describe, expect, test } from 'vitest';
import { transportNames, transports } from './ask.ts';
import { useTarget, type Target } from './target.ts';

const target = useTarget();

interface Attack {
  query: string;
  variables?: unknown;
  operationName?: string;
  /** Who asks; the holder of a token for run `a` by default. */
  as?: 'nobody' | 'viewer' | 'operator' | 'adminKey';
  /** All of the codes that come back. */
  codes: string[];
  /** What must not be told. */
  hides?: RegExp;
}

const repeat = (count: number, of: (n: number) => string) => Array.from({ length: count }, (_, n) => of(n)).join(' ');
const nest = (depth: number, around: string, within: string) =>
  `${around} { `.repeat(depth) + within + ' }'.repeat(depth);
/** Each fragment has the one before twice. */
const laughs = (levels: number) =>
  `{ ...f${levels} } fragment f0 on Query { a: workflows { name } } ` +
  repeat(levels, (n) => `fragment f${n + 1} on Query { ...f${n} b${n}: workflows { name } ...f${n} }`);
const invalid = ['GRAPHQL_VALIDATION_FAILED'];
const suggestions = /Did you mean/;
const names = /Did you mean|ApiKey|inputJson|createUpload|startProbe/;
const introspection = '{ __schema { types { name fields { name } } } }';

const attacks: Record<string, Attack | ((target: Target) => Attack)> = {
  'an alias bomb': {
    query: `{ workflows { ${repeat(150, (n) => `a${n}: name`)} } }`,
    codes: ['TOO_MANY_ALIASES'],
  },
  'aliases of what costs': {
    query: `{ ${repeat(18, (n) => `a${n}: runs(first: 100) { edges { node { id progress { step } } } }`)} }`,
    as: 'viewer',
    codes: ['TOO_EXPENSIVE'],
  },
  'a billion laughs of fragments': { query: laughs(60), codes: ['TOO_MANY_ALIASES', 'TOO_MANY_ROOT_FIELDS'] },
  'a deep query': {
    query: `query($id: ID!) { run(id: $id) { ${nest(60, 'children { edges { node', 'id').replaceAll(' }', ' } } }')} } }`,
    variables: { id: 'x' },
    codes: ['TOO_DEEP'],
  },
  'a query deeper than any parser follows': { query: `{ ${nest(10_000, 'a', 'b')} }`, codes: ['TOO_MANY_TOKENS'] },
  'a circle of fragments': {
    query: '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
    codes: invalid,
  },
  'many circles of fragments': {
    query: `{ ...f0 } ${repeat(150, (n) => `fragment f${n} on Query { ${repeat(3, (k) => `...f${(n + k) % 150}`)} }`)}`,
    codes: invalid,
  },
  'many fields at the root': { query: `{ ${repeat(60, () => '__typename')} }`, codes: ['TOO_MANY_ROOT_FIELDS'] },
  'a directive again and again': {
    query: `{ __typename ${repeat(900, () => '@skip')} }`,
    codes: invalid,
  },
  'fields that overlap': {
    query: `query($id: ID!) { run(id: $id) { ${repeat(400, () => 'id status')} } }`,
    variables: { id: 'x' },
    codes: [],
  },
  'a huge list as a variable': {
    query: 'mutation($runs: [ID!]) { createAccessToken(input: { runs: $runs }) { __typename } }',
    variables: { runs: Array.from({ length: 31_000 }, () => 'x') },
    as: 'operator',
    codes: ['TOO_EXPENSIVE'],
  },
  'a huge list as a literal': {
    query: `{ runs(filter: { status: [${repeat(5000, () => 'RUNNING')}] }) { edges { cursor } } }`,
    as: 'viewer',
    codes: ['TOO_MANY_TOKENS'],
  },
  'a list of lists of lists': {
    query: '{ runs(first: 100) { edges { node { children(first: 100) { edges { node { id } } } } } } }',
    as: 'viewer',
    codes: ['TOO_EXPENSIVE'],
  },
  'a negative page': { query: '{ runs(first: -1) { edges { cursor } } }', as: 'viewer', codes: ['INVALID_INPUT'] },
  'two starts in one request': {
    query:
      'mutation { a: startProbe(input: { name: "a" }) { __typename } b: startProbe(input: { name: "b" }) { __typename } }',
    as: 'operator',
    codes: ['TOO_MANY_STARTS'],
  },
  'a start by who may only look': {
    query: 'mutation { startProbe(input: { name: "a" }) { __typename } }',
    as: 'viewer',
    codes: ['FORBIDDEN'],
  },
  'keys, by who may only start': {
    query: '{ apiKeys { name } }',
    as: 'operator',
    codes: ['FORBIDDEN'],
    hides: /viewer/,
  },
  'a key, by who has a token': {
    query: 'mutation { createApiKey(input: { name: "mine", role: ADMIN }) { ... on ApiKeyCreated { secret } } }',
    codes: ['FORBIDDEN'],
    hides: /tgk_/,
  },
  'a mutation in a fragment of a type of its own': {
    query:
      'mutation { ...m } fragment m on Mutation { createUpload(input: { filename: "x", contentType: "image/png", bytes: 1 }) { ... on Upload { url } } }',
    codes: ['FORBIDDEN'],
    hides: /Signature/,
  },
  'the list of runs, by who has a token': ({ b }) => ({
    query: '{ runs { edges { node { id } } } }',
    codes: ['FORBIDDEN'],
    hides: new RegExp(b),
  }),
  'the input of a run, by who has a token': ({ a }) => ({
    query: `query($id: ID!) { run(id: $id) { ... on ProbeRun { input { name } } inputJson } }`,
    variables: { id: a },
    codes: ['FORBIDDEN'],
    hides: /SUCCEED/,
  }),
  'introspection by nobody': { query: introspection, as: 'nobody', codes: ['UNAUTHENTICATED'], hides: names },
  'introspection by a stranger': { query: introspection, codes: ['INTROSPECTION_NOT_ALLOWED'], hides: names },
  'introspection of one type by a stranger': {
    query: '{ __type(name: "ApiKey") { fields { name } } }',
    codes: ['INTROSPECTION_NOT_ALLOWED'],
    hides: /secret|lastUsedAt/,
  },
  'a field with a typing error': { query: '{ apiKey { id } }', codes: invalid, hides: /Did you mean|apiKeys/ },
  'an argument with a typing error': { query: '{ run(ib: "x") { id } }', codes: invalid, hides: /Did you mean/ },
  'a type with a typing error': {
    query: '{ run(id: "x") { ... on ProbeRum { id } } }',
    codes: invalid,
    hides: /Did you mean|ProbeRun/,
  },
  'a value with a typing error': {
    query: 'query($p: [TokenPermision!]) { __typename }',
    codes: invalid,
    hides: /Did you mean|TokenPermission/,
  },
  'an enum in a variable with a typing error': {
    query: 'query($s: RunStatus!) { runs(filter: { status: [$s] }) { edges { cursor } } }',
    variables: { s: 'RUNING' },
    codes: ['BAD_REQUEST'],
    hides: /Did you mean|"RUNNING"/,
  },
  'a prototype in variables': {
    query: 'query($id: ID!) { run(id: $id) { id } }',
    variables: JSON.parse('{"__proto__":{"id":"x"},"constructor":{"prototype":{"polluted":true}}}') as object,
    codes: ['BAD_REQUEST'],
  },
  'a prototype in an input': {
    query: 'mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { __typename } }',
    variables: { i: JSON.parse('{"__proto__":{"name":"x","role":"ADMIN"}}') as object },
    as: 'adminKey',
    codes: ['BAD_REQUEST'],
  },
  'variables that are named as a prototype': {
    query: 'query($__proto__: ID!, $constructor: ID!) { run(id: $__proto__) { id } }',
    variables: JSON.parse('{"__proto__":"x","constructor":"y"}') as object,
    codes: invalid,
  },
  'a variable nested a thousand times': {
    query: 'query($id: ID!) { run(id: $id) { id } }',
    variables: { id: deep(1000) },
    codes: ['BAD_REQUEST'],
  },
  'no such operation': {
    query: 'query A { __typename } query B { __typename }',
    operationName: 'C',
    codes: ['OPERATION_RESOLUTION_FAILURE'],
  },
  'no document': { query: '', codes: ['GRAPHQL_PARSE_FAILED'] },
};

describe.each(transportNames)('over %s', (transport) => {
  test.each(Object.entries(attacks))('%s is refused, and others are served', async (_name, attack) => {
    const { codes, hides = suggestions, as, ...operation } = typeof attack === 'function' ? attack(target) : attack;
    const authorization = as === 'nobody' ? undefined : `Bearer ${target[as ?? 'token']}`;
    const answer = await transports[transport](target.url, authorization, operation);
    const told = answer.status === 4403 && as === 'nobody' ? ['UNAUTHENTICATED'] : answer.codes;
    expect(new Set(told)).toEqual(new Set(codes));
    expect(answer.text).not.toMatch(hides);
    if (transport === 'WebSocket') expect(answer.text).not.toContain('"http"'); // there is no status
    expect(answer.text.length).toBeLessThan(10_000);
    expect({}).not.toHaveProperty('polluted');
    await target.stillServes();
  });
});

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
