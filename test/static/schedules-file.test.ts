import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileSchemaOf } from '../../src/services/schedules/declared/file-type.ts';
import { createFileReader } from '../../src/services/schedules/declared/read-file.ts';
import { startablesOf } from '../../src/services/schedules/startables.ts';
import * as contracts from '../../workers/contracts.ts';
import { root } from './source.ts';

const startables = startablesOf(Object.values(contracts));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('schedules.schema.json is what the code makes', () => {
  const made = `${JSON.stringify(fileSchemaOf(startables), null, 2)}\n`;
  expect(made, 'Contracts have changed: run `npm run schema` and commit schema/schedules.schema.json').toBe(
    read('schema/schedules.schema.json'),
  );
});

test('the parts of schedules.schema.json are sorted by name, so that another workflow does not move them', () => {
  const reversed = startables.toReversed().map((startable) => ({ ...startable }));
  expect(JSON.stringify(fileSchemaOf(reversed).$defs)).toBe(JSON.stringify(fileSchemaOf(startables).$defs));
});

test('what refers to another part of schedules.schema.json does not narrow it', () => {
  const narrowed: string[] = [];
  const visit = (schema: unknown, at: string) => {
    if (typeof schema !== 'object' || schema === null) return;
    // Beside a reference these know nothing of its fields, so validators would refuse every one of them.
    if ('$ref' in schema && ('additionalProperties' in schema || 'properties' in schema)) narrowed.push(at);
    for (const [key, inner] of Object.entries(schema)) visit(inner, `${at}.${key}`);
  };
  visit(fileSchemaOf(startables), '');
  expect(narrowed).toEqual([]);
});

test('every field of a schedules file says what it is', () => {
  const silent: string[] = [];
  const visit = (schema: unknown, at: string) => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, inner] of Object.entries(schema)) {
      if (key !== 'properties') visit(inner, `${at}.${key}`);
      else {
        for (const [name, field] of Object.entries(inner as Record<string, { description?: string; $ref?: string }>)) {
          if (!field.description && !field.$ref) silent.push(`${at}.${name}`);
          visit(field, `${at}.${name}`);
        }
      }
    }
  };
  visit(fileSchemaOf(startables), '');
  expect(silent).toEqual([]);
});

test('the example file is right, names its schema, and says when each brand is due', () => {
  const text = read('examples/schedules.yaml');
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/schedules.schema.json');
  const { schedules } = createFileReader(startables)('examples/schedules.yaml', text);
  const due = [...schedules.values()].map(({ request: { action, spec } }) => [
    action.startable.name,
    spec.cron,
    spec.timeZone,
  ]);
  expect(due).toEqual([
    ['feedPublication', ['30 8 * * *'], 'Europe/Amsterdam'],
    ['feedPublication', ['0 19 * * *'], 'Europe/Amsterdam'],
    ['feedPublication', ['15 12 * * *'], 'Europe/Paris'],
    ['feedPublication', ['45 20 * * *'], 'Europe/Paris'],
    ['publicationReport', ['0 7 * * *'], 'Europe/Amsterdam'],
    ['publicationReport', ['30 7 * * 1'], 'Europe/Amsterdam'],
  ]);
  const brands = read('examples/brands.graphql');
  for (const { request } of schedules.values()) {
    const { brand } = request.action.input as { brand?: string };
    if (brand !== undefined) expect(brands).toContain(`key: "${brand}"`);
    expect(request.overlap).toBe(brand === undefined ? 'SKIP' : 'ALLOW_ALL');
  }
});
