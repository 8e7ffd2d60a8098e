import type { InputRef } from '@pothos/core';
import type * as z from 'zod';
import { builder } from '../builder.ts';
import { pascal, readField, UnmappedTypeError, type Field, type Shape } from './shape.ts';
import { described, enumRef, identify, listItem, makeOnce, objectShape, type TypeNames } from './types.ts';

type Fields = Record<string, unknown>;

/** An input type, and the way from what GraphQL received to what the zod type takes. */
export interface InputType {
  ref: InputRef<Fields>;
  toValue(received: unknown): unknown;
}

/** The input type for a zod object that is received. Names are without the ending `Input`. */
export function inputType(schema: z.ZodObject, { name, parent, path = name }: TypeNames & { name: string }): InputType {
  const shape = objectShape(schema, path);
  const ref = inputObject(shape, name, path, { parent }) as InputRef<Fields>;
  return { ref, toValue: (received) => toValue(shape, received) };
}

function inputObject(
  { schema, fields }: Shape & { kind: 'object' },
  name: string,
  path: string,
  { parent, discriminator }: { parent?: string | undefined; discriminator?: string } = {},
): unknown {
  if (discriminator && Object.keys(fields).length === 1) {
    throw new UnmappedTypeError(path, `has no fields besides "${discriminator}", which GraphQL does not allow.`);
  }
  const { typeName, root, description } = identify(schema, name, path);
  return makeOnce(`${typeName}Input`, root, path, () =>
    builder.inputType(`${typeName}Input`, {
      description,
      fields: (t) =>
        Object.fromEntries(
          Object.entries(fields)
            .filter(([key]) => key !== discriminator)
            .map(([key, field]) => {
              const at = `${path}.${key}`;
              const derived = described(field, at);
              const { shape, omittable } = derived;
              const type = inputRef(shape, (parent ?? typeName) + pascal(key), at);
              const required = shape.kind === 'list' ? { list: !omittable, items: !shape.item.nullable } : !omittable;
              return [
                key,
                t.field({ type: type as never, required: required as never, description: inputText(derived) }),
              ];
            }),
        ),
    }),
  );
}

/** What is said of a field that is received. */
export const inputText = ({ description, fallback }: Pick<Field, 'fallback'> & { description: string }) =>
  fallback === undefined
    ? description
    : `${description} Default: ${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}.`;

function inputRef(shape: Shape, name: string, path: string): unknown {
  switch (shape.kind) {
    case 'scalar':
      return shape.scalar;
    case 'enum':
      return enumRef(shape, name, path);
    case 'object':
      return inputObject(shape, name, path);
    case 'union':
      return inputUnion(shape, name, path);
    case 'list':
      return [inputRef(listItem(shape.item, path), name, path)];
  }
}

/** GraphQL has no unions of inputs: a `@oneOf` type has one field per member, named after its discriminator. */
function inputUnion({ schema, discriminator, options }: Shape & { kind: 'union' }, name: string, path: string) {
  const { typeName, root, description } = identify(schema, name, path);
  return makeOnce(`${typeName}Input`, root, path, () =>
    builder.inputType(`${typeName}Input`, {
      isOneOf: true,
      description,
      fields: (t) =>
        Object.fromEntries(
          options.map((option) => {
            const at = `${path}.${option.value}`;
            const type = inputObject(objectShape(option.schema, at), typeName + pascal(option.value), at, {
              discriminator,
            });
            return [
              memberField(option.value),
              t.field({ type: type as never, required: false, description: readField(option.schema, at).description }),
            ];
          }),
        ),
    }),
  );
}

/** Clients send null for "not given"; zod's optional means undefined. A date given as text goes on as text. */
function toValue(shape: Shape, received: unknown): unknown {
  switch (shape.kind) {
    case 'scalar':
      return shape.text && received instanceof Date ? received.toISOString() : received;
    case 'enum':
      return received;
    case 'list':
      return (received as unknown[]).map((item) => fieldValue(shape.item, item));
    case 'object': {
      const entries = Object.entries(shape.fields).map(
        ([key, field]) => [key, fieldValue(readField(field, key), (received as Fields)[key])] as const,
      );
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
    case 'union': {
      const [[field, content] = ['', {}]] = Object.entries(received as Fields);
      const option = shape.options.find(({ value }) => memberField(value) === field)!;
      return {
        ...(toValue(objectShape(option.schema, field), content) as Fields),
        [shape.discriminator]: option.value,
      };
    }
  }
}

function fieldValue(field: Field, received: unknown): unknown {
  if (received !== null && received !== undefined) return toValue(field.shape, received);
  return received === null && field.acceptsNull ? null : field.ifMissing;
}

/** `WEB_SAFE` or `webSafe` as a field: `webSafe`. */
const memberField = (value: string) => pascal(value).replace(/^./, (letter) => letter.toLowerCase());
