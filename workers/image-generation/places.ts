import { createHash } from 'node:crypto';
import type { Storage } from '../../src/platform/storage.ts';
import type { ObjectLocation } from '../kit/objects.ts';

interface Place {
  /** What begins the keys of all that belongs to a picture, and of nothing else. */
  folder: { bucket: string; prefix: string };
  /** Where something of it is; its own where nobody has named a destination. */
  at(rest: string): ObjectLocation;
}

interface Destined {
  destination?: { bucket: string; prefix: string } | undefined;
}

/** A picture of a run has the same id whoever stores it, and how often. */
export function pictureId(run: { first: string }, position: number): string {
  const hex = createHash('sha256').update(`${run.first} ${position}`).digest('hex');
  // The form of a UUID of version 8, whose bits are one's own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Where a picture goes. */
export function placeOf(storage: Pick<Storage, 'own' | 'workBucket'>, { destination }: Destined, id: string): Place {
  const { bucket, prefix } = destination ?? { bucket: storage.workBucket, prefix: 'generated/' };
  const start = `${prefix}${id}`;
  return {
    folder: { bucket, prefix: start },
    at: (rest) => (destination ? { bucket, key: `${start}${rest}` } : storage.own(`${start}${rest}`)),
  };
}

/** The objects of one picture, to see whether they may be written. */
export function placesOf(
  storage: Pick<Storage, 'own' | 'workBucket'>,
  destined: Destined,
  { run, position, extension }: { run: { first: string }; position: number; extension: string },
): ObjectLocation[] {
  const { at } = placeOf(storage, destined, pictureId(run, position));
  return [at(`.${extension}`), at(thumbnailEnd)];
}

/** The end of the keys of thumbnails. */
export const thumbnailEnd = '.thumbnail.webp';
