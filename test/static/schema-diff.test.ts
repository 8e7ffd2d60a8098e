import {
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLNamedType,
} from 'graphql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createSchema } from '../../schema/index.ts';
import * as contracts from '../../workers/contracts.ts';
import { root } from './source.ts';

const schema = createSchema(Object.values(contracts));

test('schema.graphql is what the code makes', () => {
  const committed = readFileSync(path.join(root, 'schema/schema.graphql'), 'utf8');
  const made = `${printSchema(lexicographicSortSchema(schema))}\n`;
  expect(made, 'The API has changed: run `npm run schema` and commit schema/schema.graphql').toBe(committed);
});

test('every type, field, argument and input field says what it is', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const silent = types.flatMap(describedThings).filter(({ description }) => !description?.trim());
  expect(silent.map(({ name }) => `${name} has no description`)).toEqual([]);
});

/** Enum values are not among them: zod has no place for their descriptions, so the enum's own has to explain them. */
function describedThings(type: GraphQLNamedType): { name: string; description?: string | null }[] {
  const named = { name: type.name, description: type.description };
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields()).flatMap((field) => [
      { name: `${type.name}.${field.name}`, description: field.description },
      ...field.args.map((arg) => ({
        name: `${type.name}.${field.name}(${arg.name}:)`,
        description: arg.description,
      })),
    ]);
    return [named, ...fields];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return [named, ...fields.map((field) => ({ ...field, name: `${type.name}.${field.name}` }))];
  }
  return [named];
}
