import type * as z from 'zod';
import type { ObjectFacts } from '../../src/platform/storage.ts';
import { imageEnhancement } from './contract.ts';

const { output: schema } = imageEnhancement.activities.enhance;
type Answer = z.output<typeof schema>;

/** Key of the object metadata (S3 allows 2 KB of ASCII in all) that an answer travels in, beside its bytes. */
const metadataKey = 'answer';

/** Metadata for the work object, from which `recallAnswer` gets the answer back. */
export const rememberAnswer = (answer: Answer): Record<string, string> => ({ [metadataKey]: JSON.stringify(answer) });

/**
 * The answer that an earlier attempt stored before it could report it; null when there is none, or when a version of
 * this code wrote it that saw answers differently.
 */
export function recallAnswer(key: string, stored: ObjectFacts | null): Answer | null {
  const text = stored?.metadata[metadataKey];
  if (!text) return null;
  const { data } = schema.safeParse(JSON.parse(text));
  return data?.work.key === key && data.work.bytes === stored.bytes ? data : null;
}
