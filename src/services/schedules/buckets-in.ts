import * as z from 'zod';
import { bucket } from '../../../workers/kit/objects.ts';

/** A bucket, and the way to it. */
export interface NamedBucket {
  bucket: string;
  path: string[];
}

/** The buckets that a value of a type names: as a place for a result, as part of an object, or to select from. */
export function bucketsIn(type: z.core.$ZodType, value: unknown, path: string[] = []): NamedBucket[] {
  if (isBucket(type)) return typeof value === 'string' ? [{ bucket: value, path }] : [];
  const { def } = (type as z.core.$ZodTypes)._zod;
  if ('innerType' in def) return bucketsIn(def.innerType, value, path);
  if (def.type === 'union') {
    const fitting = def.options.find((option) => z.safeParse(option, value).success);
    return fitting ? bucketsIn(fitting, value, path) : [];
  }
  if (def.type === 'array' && Array.isArray(value))
    return value.flatMap((item, index) => bucketsIn(def.element, item, [...path, String(index)]));
  if (def.type === 'object' && isObject(value))
    return Object.entries(def.shape).flatMap(([field, inner]) => bucketsIn(inner, value[field], [...path, field]));
  return [];
}

/** Also with other words: `.describe()` makes a copy. */
function isBucket(type: z.core.$ZodType): boolean {
  for (let at: z.core.$ZodType | undefined = type; at; at = at._zod.parent) if (at === bucket) return true;
  return false;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
