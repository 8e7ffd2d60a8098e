import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../storage.ts';
import type { ObjectLocation } from '../storage-rules.ts';
import { ImageRejected } from './rejection.ts';
import { readFacts, type SourceFacts } from './source-facts.ts';

/** The source is not there, or no longer the version that was asked for. */
class SourceMissing extends Error {}

/** Why a source could not be read that is missing, in a sentence for people; null for any other error. */
export function whyMissing(error: unknown): string | null {
  if (error instanceof SourceMissing) return error.message;
  if (error instanceof ObjectNotFoundError) return 'The image does not exist.';
  if (error instanceof ObjectChangedError) {
    return 'The image has changed since; it does not exist in this version any more.';
  }
  return null;
}

/** Enough for the headers of nearly all JPEG and PNG files; what needs more is read whole. */
const headBytes = 256 * 1024;

/** Looks at a source with as little reading as possible. Throws `ImageRejected`, and what `whyMissing` knows. */
export async function lookAt(
  storage: Storage,
  source: ObjectLocation & { etag?: string | undefined },
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<SourceFacts & { bytes: number; etag: string }> {
  const head = await storage.head(source, signal);
  if (!head) throw new SourceMissing('The image does not exist.');
  const { bytes, etag } = head;
  if (source.etag && source.etag !== etag) {
    throw new SourceMissing(`The image does not exist in version ${source.etag}; it is ${etag} now.`);
  }
  if (bytes > maxBytes) {
    throw new ImageRejected('IMAGE_TOO_LARGE', `The image has ${bytes} bytes; at most ${maxBytes} are allowed.`);
  }
  const version = { ...source, etag };
  const whole = bytes <= headBytes;
  const first = await storage.read(version, { signal, range: { start: 0, end: headBytes - 1 } });
  try {
    return { ...(await readFacts(first)), bytes, etag };
  } catch (error) {
    if (whole || !(error instanceof ImageRejected) || error.code !== 'CORRUPT_IMAGE') throw error;
    return { ...(await readFacts(await storage.read(version, { signal }))), bytes, etag };
  }
}
