import { ObjectKeyNotAllowedError } from '../../src/errors.ts';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { readFacts } from '../../src/platform/images/source-facts.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { LookedAt } from '../../src/services/photos/photo-index.ts';
import { fingerprintOf } from '../../src/platform/images/fingerprint.ts';
import type { ListedPhoto } from './list-objects.ts';
import { problemsOf, rejected } from './problems.ts';

interface Limits {
  maxBytes: number;
  maxPixels: number;
}

/** Enough for the headers of nearly all JPEG and PNG files; what needs more is read whole. */
const headBytes = 64 * 1024;
const nothing = { format: null, width: null, height: null, fingerprint: null, thumbhash: null };

/** Looks at an object. What is wrong with it is among the answer; null when it has changed, or is gone, since it was listed. */
export async function lookAt(
  storage: Pick<Storage, 'read'>,
  object: ListedPhoto,
  limits: Limits,
  signal: AbortSignal,
): Promise<LookedAt | null> {
  try {
    return { ...object, ...(await read(storage, object, limits, signal)) };
  } catch (error) {
    if (error instanceof ObjectChangedError || error instanceof ObjectNotFoundError) return null;
    if (error instanceof ImageRejected) {
      return { ...object, ...nothing, problems: rejected(error.code, error.message) };
    }
    if (error instanceof ObjectKeyNotAllowedError) {
      return { ...object, ...nothing, problems: rejected('CORRUPT_IMAGE', error.message) };
    }
    throw error;
  }
}

async function read(storage: Pick<Storage, 'read'>, object: ListedPhoto, limits: Limits, signal: AbortSignal) {
  const { maxBytes, maxPixels } = limits;
  const { bytes, bucket, key, etag } = object;
  if (bytes > maxBytes) {
    throw new ImageRejected('IMAGE_TOO_LARGE', `It has ${bytes} bytes; at most ${maxBytes} are read.`);
  }
  const version = { bucket, key, etag };
  const readWhole = () => storage.read(version, { signal });
  const small = bytes <= headBytes;
  const head = small
    ? await readWhole()
    : await storage.read(version, { signal, range: { start: 0, end: headBytes - 1 } });
  const facts = await readFacts(head).catch((error: unknown) => {
    if (small || !(error instanceof ImageRejected) || error.code !== 'CORRUPT_IMAGE') throw error;
    return null; // its header is longer
  });
  // What has too many pixels is not worth reading on.
  if (facts) checkPixels(facts, maxPixels);
  const whole = small ? head : await readWhole();
  const { format, width, height } = facts ?? (await readFacts(whole));
  checkPixels({ width, height }, maxPixels);
  return {
    format,
    width,
    height,
    ...(await fingerprintOf(whole, { maxPixels })),
    problems: problemsOf({ width, height }),
  };
}

function checkPixels({ width, height }: { width: number; height: number }, most: number): void {
  if (width * height <= most) return;
  throw new ImageRejected('IMAGE_TOO_LARGE', `It has ${width} x ${height} pixels; at most ${most} in all are read.`);
}
