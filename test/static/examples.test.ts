import { buildSchema, parse, validate } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const schema = buildSchema(read('schema/schema.graphql'));
const examples = readdirSync(path.join(root, 'examples')).filter((name) => name.endsWith('.graphql'));

test.each(examples)('examples/%s is what the API takes', (name) => {
  expect(validate(schema, parse(read(`examples/${name}`))).map(({ message }) => message)).toEqual([]);
});

test.each(['ANALYSIS', 'GENERATION', 'IMAGING', 'KNOWLEDGE'])(
  'the operations of docs/%s.md are what the API takes',
  (page) => {
    const operations = [...read(`docs/${page}.md`).matchAll(/```graphql\n([^]*?)```/g)].map(([, source]) => source!);
    expect(operations.length).toBeGreaterThan(0);
    for (const source of operations) expect(validate(schema, parse(source)), source).toEqual([]);
  },
);
