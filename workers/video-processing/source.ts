import { whyMissing } from '../../src/platform/images/source.ts';
import { FfmpegMissingError } from '../../src/errors.ts';
import { openSource, type VideoSource } from '../../src/platform/video/source.ts';
import { VideoRejected } from '../../src/platform/video/video-rejected.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { ReadRange } from '../../src/platform/read-range.ts';
import type { ObjectLocation } from '../kit/objects.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { videoProcessing } from './contract.ts';
import type { Job } from './job.ts';

type Fail = ActivityContext<typeof videoProcessing>['fail'];

/** Reads ranges of an object. */
export const readerOf =
  (storage: Pick<Storage, 'read'>, at: ObjectLocation): ReadRange =>
  (range, signal, into) =>
    storage.read(at, { range, ...(signal && { signal }), ...(into && { into }) });

/** Works with the source as ffmpeg reads it, in the version that was found. */
export async function withSource<T>(
  storage: Pick<Storage, 'read'>,
  { source, bytes }: Pick<Job, 'source' | 'bytes'>,
  work: (source: VideoSource) => Promise<T>,
): Promise<T> {
  const open = await openSource(readerOf(storage, source), bytes);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

/** Ends the run where the video, and not this attempt, is what is wrong; throws anything else on. */
export function failOfVideo(error: unknown, fail: Fail): never {
  if (error instanceof VideoRejected)
    return fail(error.code === 'UNREADABLE' ? 'UNREADABLE_VIDEO' : error.code, error.message);
  if (error instanceof FfmpegMissingError) return fail('FFMPEG_MISSING', error.message);
  const missing = whyMissing(error);
  if (missing !== null) return fail('SOURCE_NOT_FOUND', missing);
  throw error;
}
