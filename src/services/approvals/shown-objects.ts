import * as z from 'zod';
import { objectLocation } from '../../../workers/kit/objects.ts';

/** An object that people are shown, and where in `show` it is. */
export interface ShownObject {
  /** As `photo`, or `photos.0`. */
  path: string;
  bucket: string;
  key: string;
  /** The version that is meant; undefined: whatever is there. */
  etag?: string | undefined;
}

/** People look at so many; more are no question. */
const mostObjects = 20;
const { bucket, key } = objectLocation.shape;

/** What `show` has of storage, as far as its contract says that it is an object there: a text that looks like one is none. */
export function shownObjects(schema: z.ZodType, shown: unknown): ShownObject[] {
  const found: ShownObject[] = [];
  const visit = (type: unknown, value: unknown, path: readonly (string | number)[]) => {
    if (value === null || value === undefined || found.length === mostObjects) return;
    if (type instanceof z.ZodOptional || type instanceof z.ZodNullable || type instanceof z.ZodDefault) {
      visit(type.unwrap(), value, path);
    } else if (type instanceof z.ZodArray && Array.isArray(value)) {
      value.forEach((item, n) => visit(type.element, item, [...path, n]));
    } else if (type instanceof z.ZodObject) {
      const { data } = place.safeParse(value);
      if (data && type.shape['bucket'] === bucket && type.shape['key'] === key) {
        found.push({ path: path.join('.'), ...data });
      } else {
        for (const [name, field] of Object.entries(type.shape)) {
          visit(field, (value as Record<string, unknown>)[name], [...path, name]);
        }
      }
    }
  };
  visit(schema, shown, []);
  return found;
}

const place = z.object({ bucket: z.string(), key: z.string(), etag: z.string().optional() });
