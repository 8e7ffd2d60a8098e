import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { ObjectFacts, Storage } from '../../src/platform/storage.ts';
import type { OwnLocation } from '../../src/platform/storage-rules.ts';
import { imageEnhancement } from './contract.ts';
import { outputFormats, type OutputFormat } from '../../src/platform/images/output-formats.ts';

const { output: schema } = imageEnhancement.activities.enhance;
type Answer = z.output<typeof schema>;

/** Key of the object metadata (S3 allows 2 KB of ASCII in all) that an answer travels in, beside its bytes. */
const metadataKey = 'answer';

interface KeepOptions {
  format: OutputFormat;
  signal: AbortSignal;
  onProgress(written: number): void;
}

/** Stores an enhanced image where a repeat finds it, with an answer from which `recallAnswer` gets all of it back. */
export async function keepAnswer(
  storage: Storage,
  place: OwnLocation,
  data: Buffer,
  outcome: Omit<Answer, 'work'>,
  { format, signal, onProgress }: KeepOptions,
): Promise<Answer> {
  const { contentType } = outputFormats[format];
  const sha256 = createHash('sha256').update(data).digest('hex');
  const answer = { ...outcome, work: { key: place.key, bytes: data.length, contentType, sha256 } };
  await storage.write(place, data, {
    contentType,
    metadata: { [metadataKey]: JSON.stringify(answer) },
    signal,
    onProgress,
  });
  return answer;
}

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
