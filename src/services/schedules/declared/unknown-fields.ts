import { closest, distance } from 'fastest-levenshtein';
import type { InputIssue } from '../../../errors.ts';
import type { FileSchema } from './file-type.ts';

type Schema = Pick<FileSchema, '$ref' | 'properties' | 'additionalProperties' | 'items' | 'anyOf' | 'oneOf' | 'allOf'>;

/** Fields that the schema does not have, which zod would leave out without a word. */
export function unknownFields(root: FileSchema, value: unknown): InputIssue[] {
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? resolve(root.$defs[schema.$ref.slice('#/$defs/'.length)]!) : schema;

  /** What may be at a place: one schema, or each of several. */
  const choicesOf = (schema: Schema): Schema[] => {
    const known = resolve(schema);
    const parts = [...(known.anyOf ?? []), ...(known.oneOf ?? []), ...(known.allOf ?? [])] as Schema[];
    return [known, ...parts.flatMap(choicesOf)];
  };

  const visit = (schemas: readonly Schema[], at: unknown, path: string[]): InputIssue[] => {
    const all = schemas.flatMap(choicesOf);
    if (Array.isArray(at)) {
      const items = all.flatMap(({ items: type }) =>
        typeof type === 'object' && !Array.isArray(type) ? [type as Schema] : [],
      );
      return at.flatMap((item, index) => visit(items, item, [...path, String(index)]));
    }
    if (at === null || typeof at !== 'object') return [];
    const objects = all.filter(
      ({ properties, additionalProperties }) => properties ?? additionalProperties !== undefined,
    );
    return Object.entries(at).flatMap(([field, inner]) => {
      const types = objects.flatMap(({ properties, additionalProperties }) => {
        const type = properties && Object.hasOwn(properties, field) ? properties[field] : additionalProperties;
        return typeof type === 'object' ? [type] : type === undefined || type ? [{}] : [];
      });
      if (types.length > 0 || objects.length === 0) return visit(types, inner, [...path, field]);
      if (field === '<<') return [{ path: [...path, field], message: mergeKey }];
      const known = objects.flatMap(({ properties }) => Object.keys(properties ?? {}));
      return [{ path: [...path, field], message: `There is no field ${field} here.${suggestion(field, known)}` }];
    });
  };
  return visit([root], value, []);
}

const mergeKey = 'Merge keys are not supported: write the fields out, or mean the whole of it by `name: *anchor`.';

const most = 12;

function suggestion(field: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(
    field.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const found = known.find((name) => name.toLowerCase() === near)!;
  if (distance(field.toLowerCase(), near) <= Math.max(2, field.length / 3)) return ` Did you mean ${found}?`;
  const unique = [...new Set(known)];
  return ` There are ${unique.slice(0, most).join(', ')}${unique.length > most ? ' and others' : ''}.`;
}
