import type { ObjectRef } from '@pothos/core';
import type * as z from 'zod';
import { builder, type SchemaTypes } from '../builder.ts';
import { pascal, type Shape } from './shape.ts';
import { described, enumRef, identify, listItem, makeOnce, objectShape, type TypeNames } from './types.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;
type Fields = Record<string, unknown>;

/** The object type for a zod object that is returned. */
export function outputType<T extends z.ZodObject>(schema: T, names: TypeNames = {}): ObjectRef<Types, z.output<T>> {
  const { name = '', parent, path = name } = names;
  return outputObject(objectShape(schema, path), name, path, parent) as ObjectRef<Types, z.output<T>>;
}

function outputObject(
  { schema, fields }: Shape & { kind: 'object' },
  name: string,
  path: string,
  parent?: string,
): ObjectRef<Types, Fields> {
  const { typeName, root, description } = identify(schema, name, path);
  return makeOnce(typeName, root, path, () => {
    const ref = builder.objectRef<Fields>(typeName);
    ref.implement({
      description,
      extensions: { derived: true },
      fields: (t) =>
        Object.fromEntries(
          Object.entries(fields).map(([key, field]) => {
            const at = `${path}.${key}`;
            const { shape, nullable, description } = described(field, at);
            const { type, itemsNullable } = outputRef(shape, (parent ?? typeName) + pascal(key), at);
            return [
              key,
              t.field({
                type: type as never,
                nullable: (itemsNullable === undefined ? nullable : { list: nullable, items: itemsNullable }) as never,
                description,
                resolve: (value) => (value[key] ?? null) as never,
              }),
            ];
          }),
        ),
    });
    return ref;
  });
}

function outputRef(shape: Shape, name: string, path: string): { type: unknown; itemsNullable?: boolean } {
  switch (shape.kind) {
    case 'scalar':
      return { type: shape.scalar };
    case 'enum':
      return { type: enumRef(shape, name, path) };
    case 'object':
      return { type: outputObject(shape, name, path) };
    case 'union':
      return { type: outputUnion(shape, name, path) };
    case 'list':
      return { type: [outputRef(listItem(shape.item, path), name, path).type], itemsNullable: shape.item.nullable };
  }
}

function outputUnion({ schema, discriminator, options }: Shape & { kind: 'union' }, name: string, path: string) {
  const { typeName, root, description } = identify(schema, name, path);
  return makeOnce(typeName, root, path, () => {
    const members = options.map((option) => {
      const at = `${path}.${option.value}`;
      const ref = outputObject(objectShape(option.schema, at), typeName + pascal(option.value), at);
      return { value: option.value, ref };
    });
    return builder.unionType(typeName, {
      description,
      types: members.map(({ ref }) => ref),
      resolveType: (value) => members.find((member) => member.value === value[discriminator])?.ref,
    });
  });
}
