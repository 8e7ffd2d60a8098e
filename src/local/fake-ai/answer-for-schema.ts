import type { Quotable } from './quotable.ts';

/** JSON Schema, as far as structured outputs know it. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minItems?: number;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  format?: string;
  additionalProperties?: unknown;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/**
 * A value that fits a schema: always the same for the same one, and as small as it may be. What has to be quoted is, from
 * what there is to quote: who checks quotes finds them. `texts` are for properties of these names.
 */
export function answerForSchema(
  root: JsonSchema,
  quotable: readonly Quotable[] = [],
  texts: Readonly<Record<string, string>> = {},
): unknown {
  const valueOf = (schema: JsonSchema, name: string, said: Quotable | undefined): unknown => {
    const resolved = schema.$ref ? resolve(root, schema.$ref) : schema;
    if (resolved !== schema) return valueOf(resolved, name, said);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const [variant] = schema.anyOf ?? [];
    if (variant) return valueOf(variant, name, said);
    if (schema.allOf) {
      return Object.assign({}, ...schema.allOf.map((part) => valueOf(part, name, said)));
    }
    const limits = limitsIn(schema.description);
    switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([key, value]) => [key, valueOf(value, key, said)]),
        );
      case 'array': {
        const given = schema.items ?? { type: 'string' };
        const items = given.$ref ? resolve(root, given.$ref) : given;
        if (items.properties?.['quote'] && quotable.length > 0)
          return quotable.slice(0, limits['maxItems']).map((one) => valueOf(items, name, one));
        const length = Math.max(1, schema.minItems ?? 0, limits['minItems'] ?? 0);
        return Array.from({ length }, () => valueOf(items, name, said));
      }
      case 'integer':
      case 'number':
        return said?.numbers[name] ?? numberWithin(limits);
      case 'boolean':
        return true;
      case 'null':
        return null;
      default:
        if (said && (name === 'quote' || name === 'text')) return textWithin(said.quote, limits);
        return texts[name] ?? byFormat[schema.format ?? ''] ?? textWithin(`Made-up ${name}`, limits);
    }
  };
  return valueOf(root, 'answer', undefined);
}

const byFormat: Record<string, string> = {
  'date-time': '2026-01-02T03:04:05Z',
  date: '2026-01-02',
  time: '03:04:05Z',
  duration: 'PT1H',
  email: 'made-up@example.com',
  hostname: 'example.com',
  uri: 'https://example.com/made-up',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function resolve(root: JsonSchema, reference: string): JsonSchema {
  if (reference === '#') return root;
  return root.$defs?.[reference.replace('#/$defs/', '')] ?? {};
}

/** What structured outputs cannot enforce is written into the description, such as `{maxLength: 80}`, and clients hold answers to it. */
function limitsIn(description = ''): Record<string, number> {
  const pairs = description.matchAll(/\b(\w+): (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/g);
  return Object.fromEntries([...pairs].map(([, key, value]) => [key, Number(value)]));
}

function numberWithin(limits: Record<string, number>): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf = 1 } = limits;
  const least = minimum ?? (exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + multipleOf);
  const most = maximum ?? (exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - multipleOf);
  const wanted = Math.min(Math.max(1, least), most);
  const rounded = Math.ceil(wanted / multipleOf) * multipleOf;
  return rounded <= most ? rounded : wanted;
}

function textWithin(text: string, { minLength = 0, maxLength = Infinity }: Record<string, number>): string {
  return text.padEnd(minLength, '.').slice(0, maxLength);
}
