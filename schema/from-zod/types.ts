import type * as z from 'zod';
import { builder } from '../builder.ts';
import { metaId, readField, UnmappedTypeError, type Field, type Shape } from './shape.ts';

type Schema = z.core.$ZodType;

/** What a derived type and the types in it are called. */
export interface TypeNames {
  /** The type's own name, when the schema has no `.meta({ id })`. */
  name?: string;
  /** What unnamed nested types are named after, with their field. Default: the type's name. */
  parent?: string;
  /** For errors: `imageEnhancement.input`. */
  path?: string;
}

/** A GraphQL type made from a zod type, under its name; the schema tells two types of one name apart. */
const made = new Map<string, { schema: Schema; ref: unknown }>();

/** What a schema's type is called and said to be; without words of its own, what it is a part of. */
export function identify(schema: Schema, name: string, path: string) {
  const meta = metaId(schema);
  const [, whole = path, part = 'value'] = /^(.*)\.([^.]+)$/.exec(path) ?? [];
  return {
    typeName: meta?.id ?? name,
    root: meta?.root ?? schema,
    description: meta?.description ?? readField(schema, path).description ?? `The ${part} of ${whole}.`,
  };
}

export function makeOnce<Ref>(name: string, schema: Schema, path: string, make: () => Ref): Ref {
  const known = made.get(name);
  if (known && known.schema !== schema)
    throw new UnmappedTypeError(path, `there is another type named ${name}; give one of them .meta({ id }).`);
  if (known) return known.ref as Ref;
  const ref = make();
  made.set(name, { schema, ref });
  return ref;
}

export function enumRef({ schema, values }: Shape & { kind: 'enum' }, name: string, path: string) {
  const { typeName, root, description } = identify(schema, name, path);
  return makeOnce(typeName, root, path, () => builder.enumType(typeName, { description, values }));
}

export function described(schema: Schema, path: string): Field & { description: string } {
  const field = readField(schema, path);
  if (!field.description) throw new UnmappedTypeError(path, 'has no description; add .describe().');
  return { ...field, description: field.description };
}

export function listItem({ shape }: Field, path: string): Shape {
  if (shape.kind === 'list')
    throw new UnmappedTypeError(path, 'a list of lists has no GraphQL form here; wrap the inner list in an object.');
  return shape;
}

export function objectShape(schema: Schema, path: string) {
  const { shape } = readField(schema, path);
  if (shape.kind !== 'object') throw new UnmappedTypeError(path, 'must be an object.');
  return shape;
}
