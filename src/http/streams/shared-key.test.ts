import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { OperationParams } from '../operations/operation.ts';
import { readSharedKey, sharedKey } from './shared-key.ts';

const schema = buildSchema(`
  type Query { run(id: ID!): String }
  type Mutation { run(id: ID!): String }
  type Subscription { run(id: ID!, filter: JSON): Run!  other(id: ID!): Run!  log(id: ID!): Run! }
  type Run { id: ID! status: String }
  scalar JSON
`);
const fields = schema.getSubscriptionType()!.getFields();
for (const name of ['run', 'other']) fields[name]!.extensions = { shared: true };

const keyOf = (query: string, more: Partial<OperationParams> = {}, scope = 'everyone') =>
  sharedKey(schema, parse(query), { ...more, query }, scope);

const watch = 'subscription ($id: ID!, $filter: JSON) { run(id: $id, filter: $filter) { id } }';
const both = 'subscription A { run(id: 1) { id } } subscription B { run(id: 2) { id } }';

describe('are the same', () => {
  test.for([
    ['the same in every word', { query: watch, variables: { id: '1' } }, { query: watch, variables: { id: '1' } }],
    [
      'keys of variables in another order, at any depth',
      { query: watch, variables: { id: '1', filter: { a: 1, b: [{ c: 1, d: 2 }] } } },
      { query: watch, variables: { filter: { b: [{ d: 2, c: 1 }], a: 1 }, id: '1' } },
    ],
    [
      'a variable that the operation does not declare',
      { query: watch, variables: { id: '1', session: 'x' } },
      { query: watch, variables: { id: '1' } },
    ],
    [
      'no variables, in any way to say so',
      { query: both, operationName: 'A', variables: null },
      { query: both, operationName: 'A', variables: {} },
    ],
    [
      'the only operation, named and not',
      { query: 'subscription A { run(id: 1) { id } }', operationName: 'A' },
      { query: 'subscription A { run(id: 1) { id } }' },
    ],
  ] satisfies [string, OperationParams, OperationParams][])('%s', ([, one, other]) => {
    expect(keyOf(one.query, one)).toEqual(expect.any(String));
    expect(keyOf(one.query, one)).toBe(keyOf(other.query, other));
  });
});

describe('are not the same', () => {
  const plain = { query: watch, variables: { id: '1' } };
  test.for([
    ['another value', plain, { query: watch, variables: { id: '2' } }],
    ['a number and its digits', plain, { query: watch, variables: { id: 1 } }],
    ['null and left out', plain, { query: watch, variables: { id: '1', filter: null } }],
    [
      'the items of a list in another order',
      { query: watch, variables: { id: '1', filter: [1, 2] } },
      { query: watch, variables: { id: '1', filter: [2, 1] } },
    ],
    [
      'a list and what joins to the same text',
      { query: watch, variables: { id: '1', filter: ['a', 'b'] } },
      { query: watch, variables: { id: '1', filter: ['a,b'] } },
    ],
    [
      'a key that JavaScript has a meaning for',
      { query: watch, variables: { id: '1', filter: JSON.parse('{"__proto__":{"a":1}}') as unknown } },
      { query: watch, variables: { id: '1', filter: JSON.parse('{"__proto__":{"a":2}}') as unknown } },
    ],
    ['operations of one document', { query: both, operationName: 'A' }, { query: both, operationName: 'B' }],
    [
      'another alias',
      { query: 'subscription { a: run(id: 1) { id } }' },
      { query: 'subscription { b: run(id: 1) { id } }' },
    ],
    [
      'a directive that a variable decides on',
      { query: 'subscription ($s: Boolean!) { run(id: 1) { id status @skip(if: $s) } }', variables: { s: true } },
      { query: 'subscription ($s: Boolean!) { run(id: 1) { id status @skip(if: $s) } }', variables: { s: false } },
    ],
    [
      'another fragment of the same name',
      { query: 'subscription { run(id: 1) { ...f } } fragment f on Run { id }' },
      { query: 'subscription { run(id: 1) { ...f } } fragment f on Run { status }' },
    ],
    [
      'another field',
      { query: 'subscription { run(id: 1) { id } }' },
      { query: 'subscription { other(id: 1) { id } }' },
    ],
  ] satisfies [string, OperationParams, OperationParams][])('%s', ([, one, other]) => {
    const keys = [one, other].map((params) => keyOf(params.query, params));
    expect(keys).toEqual([expect.any(String), expect.any(String)]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('another scope, also one that looks like the rest of a key', () => {
    const scopes = ['everyone', 'somebody', '', '["everyone"', 'everyone","'];
    expect(new Set(scopes.map((scope) => keyOf(watch, { variables: { id: '1' } }, scope))).size).toBe(scopes.length);
  });
});

test.for([
  ['a query', '{ run(id: 1) }'],
  ['a mutation', 'mutation { run(id: 1) }'],
  ['a field that does not say so', 'subscription { log(id: 1) { id } }'],
  ['such a field under the alias of one that does', 'subscription { run: log(id: 1) { id } }'],
  ['such a field in a fragment', 'subscription { ...f } fragment f on Subscription { log(id: 1) { id } }'],
  [
    'such a field in a fragment in a fragment',
    'subscription { ... { ...f } } fragment f on Subscription { ... { log(id: 1) { id } } }',
  ],
  ['such a field beside one that does', 'subscription { run(id: 1) { id } log(id: 1) { id } }'],
  ['no such field', 'subscription { constructor }'],
  ['the type itself', 'subscription { __typename }'],
  ['fragments in a circle', 'subscription { ...f } fragment f on Subscription { ...f }'],
  ['a fragment that is not there', 'subscription { ...f }'],
  ['several operations, and none is chosen', both],
] as const)('%s is never shared', ([, query]) => {
  expect(keyOf(query)).toBeNull();
});

test('nor is a value nested beyond writing', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
  expect(keyOf(watch, { variables: { id: '1', filter: deep } })).toBeNull();
});

test('a shared field is found in fragments', () => {
  expect(
    keyOf('subscription { ... on Subscription { ...f } } fragment f on Subscription { a: run(id: 1) { id } }'),
  ).not.toBeNull();
});

test('a key holds all that is executed, and nothing else', () => {
  const variables = { id: '1', filter: { b: 1 }, session: 'x' };
  expect(readSharedKey(keyOf(watch, { variables, operationName: null }, 'somebody')!)).toEqual({
    scope: 'somebody',
    params: { query: watch, operationName: null, variables: { id: '1', filter: { b: 1 } } },
  });
});
