import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { S3Object } from '../kit/objects.ts';
import { readFacts, type SourceFacts } from './facts.ts';
import { ImageRejected } from './rejection.ts';

/** The source is not there, or no longer the version that was asked for. */
export class SourceMissing extends Error {}

/** Enough for the headers of nearly all JPEG and PNG files; what needs more is read whole. */
const headBytes = 256 * 1024;

interface ReadOptions {
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
  range?: { start: number; end: number };
}

/** Reads a source in one version. Throws `SourceMissing`. */
export async function readSource(storage: Storage, source: S3Object, options: ReadOptions): Promise<Buffer> {
  try {
    return await storage.read(source, options);
  } catch (error) {
    if (error instanceof ObjectNotFoundError) throw new SourceMissing('The source does not exist.', { cause: error });
    if (error instanceof ObjectChangedError) {
      throw new SourceMissing('The source has changed since; it does not exist in this version any more.', {
        cause: error,
      });
    }
    throw error;
  }
}

/** Looks at a source with as little reading as possible. Throws `SourceMissing` and `ImageRejected`. */
export async function lookAt(
  storage: Storage,
  source: S3Object,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<SourceFacts & { bytes: number; etag: string }> {
  const head = await storage.head(source, signal);
  if (!head) throw new SourceMissing('The source does not exist.');
  const { bytes, etag } = head;
  if (source.etag && source.etag !== etag) {
    throw new SourceMissing(`The source does not exist in version ${source.etag}; it is ${etag} now.`);
  }
  if (bytes > maxBytes) {
    throw new ImageRejected('IMAGE_TOO_LARGE', `The source has ${bytes} bytes; at most ${maxBytes} are allowed.`);
  }
  const version = { ...source, etag };
  const whole = bytes <= headBytes;
  const first = await readSource(storage, version, { signal, range: { start: 0, end: headBytes - 1 } });
  try {
    return { ...(await readFacts(first)), bytes, etag };
  } catch (error) {
    if (whole || !(error instanceof ImageRejected) || error.code !== 'CORRUPT_IMAGE') throw error;
    return { ...(await readFacts(await readSource(storage, version, { signal }))), bytes, etag };
  }
}
