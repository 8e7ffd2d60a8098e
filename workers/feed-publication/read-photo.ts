import { ApplicationFailure } from '@temporalio/activity';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { S3Object } from '../kit/objects.ts';

/** The bytes of a photo as it was when it was chosen. */
export const readPhoto = (storage: Storage, source: S3Object, signal: AbortSignal): Promise<Buffer> =>
  orUnreadable(() => storage.read(source, { signal }));

/** What is wrong with the photo itself ends the run: however often it is read, it stays so. */
export async function orUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = whyUnreadable(error);
    if (why === null) throw error;
    throw ApplicationFailure.nonRetryable(`${why} Import the photos of the brand again.`, 'PHOTO_UNREADABLE');
  }
}

function whyUnreadable(error: unknown): string | null {
  if (error instanceof ObjectNotFoundError) return 'Storage has the photo no more.';
  if (error instanceof ObjectChangedError) return 'The photo was replaced since it was imported.';
  return error instanceof ImageRejected ? error.message : null;
}
