import { ask } from '../api/ask.ts';
import { InputTypesDocument, type InputTypesQuery, type TypeRefFragment } from '../operations/generated.ts';

export type TypeRef = TypeRefFragment;
type SchemaType = InputTypesQuery['__schema']['types'][number];
export type Field = NonNullable<SchemaType['inputFields']>[number];

/** What the schema says of inputs. */
export interface InputTypes {
  /** Undefined for scalars. */
  type(name: string): SchemaType | undefined;
  /** The type of an argument of a mutation. */
  argument(mutation: string, name: string): TypeRef | undefined;
}

let loaded: Promise<InputTypes> | undefined;

/** Asks the schema once; a form that finds it away asks again. */
export function loadInputTypes(): Promise<InputTypes> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<InputTypes> {
  const { __schema: schema } = await ask(InputTypesDocument, {});
  const types = new Map(schema.types.map((type) => [type.name, type]));
  return {
    type: (name) => types.get(name),
    argument: (mutation, name) =>
      schema.mutationType?.fields?.find((field) => field.name === mutation)?.args.find((arg) => arg.name === name)
        ?.type,
  };
}

/** A type without what says whether it is required or a list. */
export interface Shape {
  required: boolean;
  list: boolean;
  name: string;
}

export function shapeOf(ref: TypeRef): Shape {
  let required = false;
  let list = false;
  let at: { kind: string; name?: string | null; ofType?: unknown } | null = ref;
  let outer = true;
  while (at && at.name == null) {
    if (at.kind === 'NON_NULL' && outer) required = true;
    if (at.kind === 'LIST') list = true;
    outer = false;
    at = (at.ofType ?? null) as typeof at;
  }
  return { required, list, name: at?.name ?? '' };
}
