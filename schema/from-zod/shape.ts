import * as z from 'zod';

type Schema = z.core.$ZodType;

/** What a zod type is to GraphQL. */
export type Shape =
  | { kind: 'scalar'; scalar: 'String' | 'Int' | 'Float' | 'Boolean' | 'SafeInt' | 'DateTime' | 'JSON'; text?: boolean }
  | { kind: 'enum'; schema: Schema; values: string[] }
  | { kind: 'list'; item: Field }
  | { kind: 'object'; schema: Schema; fields: Record<string, Schema> }
  | { kind: 'union'; schema: Schema; discriminator: string; options: { value: string; schema: Schema }[] };

/** A zod type with what its wrappers say. */
export interface Field {
  shape: Shape;
  /** May be left out of an input: optional, nullable or with a default. */
  omittable: boolean;
  /** May be null in an output. */
  nullable: boolean;
  /** Null is a value of its own, not the same as leaving it out. */
  acceptsNull: boolean;
  /** What zod takes for a value that was left out. */
  ifMissing: null | undefined;
  description: string | undefined;
  /** Of `.default()`; undefined when there is none. */
  fallback: unknown;
}

/** Thrown at start-up: a contract uses something that has no GraphQL form. Names the way to it. */
export class UnmappedTypeError extends Error {
  constructor(path: string, what: string) {
    super(`${path}: ${what}`);
  }
}

const largestInt = 2 ** 31 - 1;
/** These fail inside Temporal's workflow sandbox, which has no `atob`. */
const sandboxBreakers = ['base64', 'base64url', 'jwt'];

/** Reads a zod type down to its shape. `path` is only for errors: `imageEnhancement.input.source`. */
export function readField(schema: Schema, path: string): Field {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const description = z.globalRegistry.get(schema)?.description;
  switch (def.type) {
    case 'optional':
      return wrap(def.innerType, path, description, () => ({ omittable: true, nullable: true, ifMissing: undefined }));
    case 'nullable':
      return wrap(def.innerType, path, description, ({ omittable }) => ({
        omittable: true,
        nullable: true,
        acceptsNull: true,
        ifMissing: omittable ? undefined : null,
      }));
    case 'default':
      return wrap(def.innerType, path, description, (inner) => ({
        ...neverMissing(inner),
        fallback: def.defaultValue,
      }));
    case 'prefault':
      return wrap(def.innerType, path, description, neverMissing);
    case 'readonly':
      return wrap(def.innerType, path, description, () => ({}));
    default:
      return {
        shape: readShape(schema, path),
        omittable: false,
        nullable: false,
        acceptsNull: false,
        ifMissing: undefined,
        description,
        fallback: undefined,
      };
  }
}

/** With a default a value is always there; it may be null only where the type says so. */
const neverMissing = ({ acceptsNull }: Field) => ({ omittable: true, nullable: acceptsNull, ifMissing: undefined });

function wrap(
  inner: Schema,
  path: string,
  description: string | undefined,
  changes: (inner: Field) => Partial<Field>,
): Field {
  const field = readField(inner, path);
  return { ...field, ...changes(field), description: description ?? field.description };
}

function readShape(schema: Schema, path: string): Shape {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return readString(schema, path);
    case 'number':
      return { kind: 'scalar', scalar: readNumber(schema as z.ZodNumber) };
    case 'boolean':
      return { kind: 'scalar', scalar: 'Boolean' };
    case 'date':
      if ('coerce' in def && def.coerce) return { kind: 'scalar', scalar: 'DateTime' };
      throw new UnmappedTypeError(
        path,
        'a Date becomes text on its way through Temporal; use z.iso.datetime() or z.coerce.date().',
      );
    case 'enum':
      return { kind: 'enum', schema, values: enumValues(Object.values(def.entries), path) };
    case 'literal':
      return readLiteral(def.values, path);
    case 'record':
      return readRecord(def, path);
    case 'array':
      return { kind: 'list', item: readField(def.element, `${path}[]`) };
    case 'object':
      return { kind: 'object', schema, fields: readFields(def.shape, path) };
    case 'union':
      return readUnion(schema, def, path);
    default:
      throw new UnmappedTypeError(path, `z.${def.type}() has no GraphQL form.`);
  }
}

/** Objects that are of another language, as a chart is: nobody here says what is in them. */
function readRecord({ valueType }: z.core.$ZodRecordDef, path: string): Shape {
  if ((valueType as z.core.$ZodTypes)._zod.def.type === 'unknown') return { kind: 'scalar', scalar: 'JSON' };
  throw new UnmappedTypeError(path, 'z.record() has no GraphQL form unless its values are z.unknown().');
}

function readFields(fields: Record<string, Schema>, path: string) {
  const names = Object.keys(fields);
  const wrong = names.find((name) => !/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong !== undefined) throw new UnmappedTypeError(`${path}.${wrong}`, 'is not a name that GraphQL allows.');
  if (names.length === 0) throw new UnmappedTypeError(path, 'has no fields, which GraphQL does not allow.');
  return fields;
}

function readString(schema: Schema, path: string): Shape {
  const format = (schema as z.ZodString).format;
  if (format && sandboxBreakers.includes(format)) {
    throw new UnmappedTypeError(
      path,
      `z.${format}() cannot be checked inside a workflow; use z.string() with a pattern.`,
    );
  }
  return format === 'datetime'
    ? { kind: 'scalar', scalar: 'DateTime', text: true }
    : { kind: 'scalar', scalar: 'String' };
}

const readNumber = ({ isInt, minValue, maxValue }: z.ZodNumber) =>
  numberScalar(isInt, minValue ?? -Infinity, maxValue ?? Infinity);

function numberScalar(isInt: boolean, least: number, most: number) {
  if (!isInt) return 'Float';
  return most <= largestInt && least >= -largestInt - 1 ? 'Int' : 'SafeInt';
}

function readLiteral(values: readonly unknown[], path: string): Shape {
  const [value] = values;
  if (values.length !== 1)
    throw new UnmappedTypeError(path, 'a literal with several values has no GraphQL form; use z.enum().');
  if (typeof value === 'string') return { kind: 'scalar', scalar: 'String' };
  if (typeof value === 'boolean') return { kind: 'scalar', scalar: 'Boolean' };
  if (typeof value === 'number') return { kind: 'scalar', scalar: numberScalar(Number.isInteger(value), value, value) };
  throw new UnmappedTypeError(path, `the literal ${String(value)} has no GraphQL form.`);
}

function enumValues(values: readonly (string | number)[], path: string): string[] {
  for (const value of values) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(String(value))) {
      throw new UnmappedTypeError(path, `the enum value "${value}" must be in capitals: letters, digits and "_".`);
    }
  }
  return values.map(String);
}

function readUnion(schema: Schema, def: z.core.$ZodUnionDef, path: string): Shape {
  const { discriminator } = def as z.core.$ZodDiscriminatedUnionDef;
  if (!discriminator) throw new UnmappedTypeError(path, 'a union needs a discriminator; use z.discriminatedUnion().');
  const options = def.options.map((option) => {
    const { def: member } = (option as z.core.$ZodTypes)._zod;
    const tag =
      member.type === 'object' ? (member.shape[discriminator] as z.core.$ZodTypes | undefined)?._zod.def : undefined;
    const value = tag?.type === 'literal' ? tag.values[0] : undefined;
    if (typeof value !== 'string')
      throw new UnmappedTypeError(path, `every member needs a text literal "${discriminator}".`);
    return { value, schema: option };
  });
  return { kind: 'union', schema, discriminator, options };
}

/** The name given by `.meta({ id })`; `.describe()` makes a copy, so the name may be an ancestor's. */
export function metaId(
  schema: Schema | undefined,
): { id: string; root: Schema; description: string | undefined } | null {
  for (let at = schema; at; at = at._zod.parent) {
    const meta = z.globalRegistry.get(at);
    if (meta?.id) return { id: meta.id, root: at, description: meta.description };
  }
  return null;
}

/** `imageEnhancement` or `WEB_SAFE` as part of a type's name: `ImageEnhancement`, `WebSafe`. */
export const pascal = (text: string) =>
  (/^[A-Z0-9_]+$/.test(text) ? text.toLowerCase() : text).replace(
    /(^|[_-])([a-z0-9])/g,
    (_match, _start, letter: string) => letter.toUpperCase(),
  );
