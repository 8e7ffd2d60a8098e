import type { PictureFormat } from '../../src/platform/video/segment.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { ObjectLocation } from '../kit/objects.ts';
import { frameKey, pictureName } from './destination.ts';
import type { Job } from './job.ts';

const kinds = {
  JPEG: { extension: 'jpg', contentType: 'image/jpeg' },
  PNG: { extension: 'png', contentType: 'image/png' },
  WEBP: { extension: 'webp', contentType: 'image/webp' },
} as const;

/** For a contact sheet alone: they are made small, and thrown away. */
const intermediate: PictureFormat = { format: 'JPEG', quality: 85 };

/** Which pictures of frames are made; null for none. */
export function picturesOf({ output: { frames, contactSheet } }: Pick<Job, 'output'>) {
  const format = frames ?? (contactSheet ? intermediate : null);
  return format && { format, ...kinds[format.format], isResult: frames !== undefined };
}
export type Pictures = NonNullable<ReturnType<typeof picturesOf>>;

/** Where the picture of a frame is: a result, or below the work key of segments. */
export const pictureAt = (
  storage: Pick<Storage, 'own'>,
  { isResult, extension }: Pictures,
  { destination }: Pick<Job, 'destination'>,
  folder: string,
  seconds: number,
): ObjectLocation =>
  isResult
    ? { bucket: destination.bucket, key: frameKey(destination, seconds, extension) }
    : storage.own(`${folder}/pictures/${pictureName(seconds, extension)}`);
