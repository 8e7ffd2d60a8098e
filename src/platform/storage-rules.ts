import { posix } from 'node:path';
import { BucketNotAllowedError, ObjectKeyNotAllowedError } from '../errors.ts';

/** Where an object is. */
export interface ObjectLocation {
  bucket: string;
  key: string;
}

const own = Symbol('own');
/** A place that the program chose by itself. Nothing that was read from JSON can be one. */
export interface OwnLocation extends ObjectLocation {
  readonly [own]: true;
}

/** Folders of the work bucket: intermediate objects of runs, lists of inputs of batches, what browsers bring, what is published, what is told of it, pictures that were made. */
const folders = /^(work|batch|uploads|publications|reports|generated)\//;
/** Of them nobody finds anything who lists a bucket: only what browsers bring was put there to be used. */
const unlistedFolders = /^(work|batch|publications|reports)\//;
/** And of these nobody reads anything who names it: what was published and told is shown to people. */
const secretFolders = /^(work|batch)\//;

/** Which places of storage may be used, and for what. All that reads or writes asks here. */
export function createStorageRules({
  bucket: workBucket,
  allowedBuckets,
}: {
  bucket: string;
  allowedBuckets: string[];
}) {
  const buckets = new Set([workBucket, ...allowedBuckets]);

  const checkBucket = (bucket: string) => {
    if (!buckets.has(bucket)) throw new BucketNotAllowedError(bucket);
  };
  const check = (location: ObjectLocation, closed: RegExp, use: string) => {
    const { bucket, key } = location;
    checkBucket(bucket);
    if (own in location) return;
    // Storage that is a file system would take it for another key, maybe one in a folder that is closed.
    if (posix.join('/', key) !== `/${key}`) throw new ObjectKeyNotAllowedError('The object key is ambiguous.');
    const folder = bucket === workBucket ? closed.exec(key)?.[0] : undefined;
    if (folder)
      throw new ObjectKeyNotAllowedError(`Objects under ${folder} in the bucket ${bucket} are not for ${use}.`);
  };

  return {
    checkBucket,

    /** Whether it is the program's own business, and nothing to work on. */
    isOwn: ({ bucket, key }: ObjectLocation) => bucket === workBucket && unlistedFolders.test(key),

    checkRead: (location: ObjectLocation) => check(location, secretFolders, 'use as a source'),
    checkWrite: (location: ObjectLocation) => check(location, folders, 'results'),

    /** A place in one of the program's own folders, which what users name cannot reach. */
    own(key: string): OwnLocation {
      if (!folders.test(key)) throw new Error(`${key} is in no folder of the program's own.`);
      return { bucket: workBucket, key, [own]: true };
    },
  };
}
