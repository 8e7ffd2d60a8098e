import { getIntrospectionQuery, isInterfaceType, isObjectType, parse } from 'graphql';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentErrors, requestErrors } from '../src/http/operations/operation-limits.ts';
import { playgroundTabs } from '../src/http/playground.ts';
import { readSettings } from '../src/platform/env.ts';
import * as contracts from '../workers/contracts.ts';
import type { FieldCost } from './cost.ts';
import { createSchema } from './index.ts';

const schema = createSchema(Object.values(contracts));
const limits = readSettings({}).http.operations;

function codes(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query, { maxTokens: limits.maxTokens });
  const errors = documentErrors(schema, document, limits);
  const all = errors.length > 0 ? errors : requestErrors(schema, document, { variables }, limits, false);
  return all.map(({ extensions }) => extensions['code']);
}

test('what people do every day is within the limits', () => {
  for (const { query, variables } of playgroundTabs(schema)) {
    expect(codes(query, variables ? (JSON.parse(variables) as Record<string, unknown>) : {}), query).toEqual([]);
  }
  const documents = ['../README.md', '../docs/SCHEDULES.md'].flatMap((page) => {
    const text = readFileSync(new URL(page, import.meta.url), 'utf8');
    return [...text.matchAll(/^```graphql\n(.*?)^```/gms)].map(([, document]) => document!);
  });
  expect(documents.length).toBeGreaterThan(10);
  for (const document of documents) expect(codes(document, { id: 'x', revision: 'x' }), document).toEqual([]);
  expect(codes(getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true }))).toEqual([]);
  const row = `id workflow status startedAt closedAt labels { key value } progress { percent step message }
    failure { code message } inputJson resultJson`;
  expect(codes(`{ runs(first: 100) { edges { cursor node { ${row} } } pageInfo { endCursor } } }`)).toEqual([]);
});

test.for([
  [
    'many lists',
    `{ ${Array.from({ length: 20 }, (_, n) => `r${n}: runs { edges { node { progress { step } } } }`).join(' ')} }`,
  ],
  ['lists in lists', '{ runs { edges { node { children { edges { node { children { edges { cursor } } } } } } } } }'],
  [
    'a list for each of a long list',
    '{ runs(first: 100) { edges { node { children(first: 1) { edges { cursor } } } } } }',
  ],
  [
    'the schema again and again',
    `{ __schema { ${Array.from({ length: 80 }, (_, n) => `a${n}: types { fields { type { name } } }`).join(' ')} } }`,
  ],
  [
    'logs of a long list',
    'subscription($id: ID!, $n: Int) { run(id: $id) { children(first: $n) { edges { node { timeline { edges { cursor } } } } } } }',
  ],
])('%s cost too much', ([, query]) => {
  expect(codes(query!, { id: 'x', n: 100 })).toEqual(['TOO_EXPENSIVE']);
});

test('of all starts, single ones and batches, one request makes one', () => {
  const starts = Object.keys(schema.getMutationType()!.getFields()).filter((name) => name.startsWith('start'));
  expect(starts.length).toBeGreaterThan(1);
  for (const name of starts) {
    const spends = schema.getMutationType()!.getFields()[name]!.extensions as FieldCost;
    expect(spends.spends, name).toBe(true);
    expect(codes(`mutation { ${name} { __typename } again: ${name} { __typename } }`), name).toEqual([
      'TOO_MANY_STARTS',
    ]);
  }
});

test('every list that takes `first` counts', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const lists = types.flatMap((type) =>
    Object.values(type.getFields()).flatMap(({ args }) => args.filter(({ name }) => name === 'first')),
  );
  expect(lists.length).toBeGreaterThan(3);
  for (const { extensions, defaultValue } of lists) {
    const { most } = extensions as { most?: number };
    expect([100, 500]).toContain(most);
    expect(defaultValue).toBeLessThan(most!);
  }
});
