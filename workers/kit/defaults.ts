import * as z from 'zod';
import { canonicalJson } from './hash.ts';

/**
 * A parsed value without the fields that equal their default. What is left is what the caller really chose, so a field
 * that a contract gains later, with a default, does not change the id of work that was done before.
 */
export function withoutDefaults(schema: z.core.$ZodType, value: unknown): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'readonly':
    case 'nonoptional':
      return value === undefined || value === null ? value : withoutDefaults(def.innerType, value);
    case 'default':
    case 'prefault': {
      const chosen = withoutDefaults(def.innerType, value);
      // A default is the parsed value itself, a prefault is still to be parsed.
      const fallback = def.type === 'default' ? def.defaultValue : (def.innerType as z.ZodType).parse(def.defaultValue);
      return canonicalJson(chosen) === canonicalJson(withoutDefaults(def.innerType, fallback)) ? undefined : chosen;
    }
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape)
          .map(([key, field]) => [key, withoutDefaults(field, (value as Record<string, unknown>)[key])] as const)
          .filter(([, item]) => item !== undefined),
      );
    case 'array':
      return (value as unknown[]).map((item) => withoutDefaults(def.element, item));
    case 'union': {
      const option = def.options.find((candidate) => z.safeParse(candidate, value).success);
      return option ? withoutDefaults(option, value) : value;
    }
    default:
      return value;
  }
}
