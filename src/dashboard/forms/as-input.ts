import type { Fields } from './fields.ts';
import { shapeOf, type InputTypes } from './input-types.ts';

/** What a run was given, as a client would write it: without what is not given, and with each choice as the field of its name. */
export function asInput(value: unknown, typeName: string, types: InputTypes): unknown {
  if (Array.isArray(value)) return value.map((one) => asInput(one, typeName, types));
  const type = types.type(typeName);
  if (type?.kind !== 'INPUT_OBJECT' || typeof value !== 'object' || value === null) return value;
  const given = value as Fields;
  const fields = type.inputFields ?? [];
  if (type.isOneOf) {
    const chosen = fields.find(({ name }) => Object.values(given).some((one) => isNameOf(one, name)));
    return chosen ? { [chosen.name]: asInput(given, shapeOf(chosen.type).name, types) } : given;
  }
  const entries = fields
    .filter(({ name }) => given[name] !== null && given[name] !== undefined)
    .map((field) => [field.name, asInput(given[field.name], shapeOf(field.type).name, types)] as const);
  return Object.fromEntries(entries);
}

/** `EVERY_NTH` is chosen by the field `everyNth`. */
const isNameOf = (word: unknown, field: string) =>
  typeof word === 'string' && word.replaceAll(/[_-]/g, '').toLowerCase() === field.toLowerCase();
