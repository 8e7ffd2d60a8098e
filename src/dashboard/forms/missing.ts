import { chosenOf } from './choice.tsx';
import { join, type Fields, type Issues } from './fields.ts';
import { shapeOf, type Field, type InputTypes } from './input-types.ts';

const given = 'Must be given.';

/** What the server would refuse before it has looked at it, and without saying where: what is missing, and numbers that are not whole. */
export function findMissing(typeName: string, value: Fields, path: string, types: InputTypes): Issues {
  const issues = new Map<string, string>();

  const ofOne = (one: unknown, name: string, required: boolean, at: string) => {
    const absent = isAbsent(one);
    if (absent && !required) return;
    const whole = name === 'Int' || name === 'SafeInt';
    // What is required is shown open: the fields that miss are in it.
    if (types.type(name)?.kind === 'INPUT_OBJECT') ofFields(name, (one ?? {}) as Fields, at);
    else if (absent) issues.set(at, given);
    else if (whole && typeof one === 'number' && !Number.isInteger(one)) issues.set(at, 'Must be a whole number.');
  };
  const ofField = (field: Field, fields: Fields, at: string, required: boolean) => {
    const { name, list } = shapeOf(field.type);
    const own = fields[field.name];
    const here = join(at, field.name);
    if (!list) ofOne(own, name, required, here);
    else if (Array.isArray(own)) own.forEach((one, n) => ofOne(one, name, true, join(here, n)));
    else if (required) issues.set(here, given);
  };
  const ofFields = (name: string, fields: Fields, at: string) => {
    const type = types.type(name);
    const all = type?.inputFields ?? [];
    if (!type?.isOneOf) return all.forEach((field) => ofField(field, fields, at, shapeOf(field.type).required));
    const chosen = chosenOf(all, fields);
    if (!chosen) return void issues.set(at, 'Choose one.');
    ofField(chosen, fields, at, true);
  };

  ofFields(typeName, value, path);
  return issues;
}

/** An empty field is one that is not given. */
const isAbsent = (value: unknown) => value === undefined || value === null || value === '';
