import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import * as z from 'zod';
import { reasonOf } from '../reason-of.ts';
import { storable } from '../db/storable.ts';
import { AiError } from './ai-error.ts';

const known = new WeakMap<z.ZodType, Record<string, unknown>>();

/**
 * A schema as the provider takes it. What it cannot enforce, such as the length of a text, is said in the descriptions,
 * and answers are held to it when they come.
 */
export function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const before = known.get(schema);
  if (before) return before;
  try {
    const made = transformJSONSchema(z.toJSONSchema(schema, { io: 'input', reused: 'ref' }));
    known.set(schema, made);
    return made;
  } catch (error) {
    const message = `The schema of the answer cannot be told to the model: ${reasonOf(error)}`;
    throw new AiError('REQUEST_REFUSED', message, { retry: false }, { cause: error });
  }
}

const mostIssues = 3;

/** The value that a text is, without what no database takes, or what is wrong with it. */
export async function parseAnswer<T>(text: string, schema: z.ZodType<T>): Promise<{ value: T } | { wrong: string }> {
  let json: unknown;
  try {
    json = storable(JSON.parse(text));
  } catch {
    return { wrong: 'it is no JSON' };
  }
  const parsed = await schema.safeParseAsync(json);
  if (parsed.success) return { value: parsed.data };
  const { issues } = parsed.error;
  return {
    wrong: issues
      .slice(0, mostIssues)
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('; '),
  };
}
