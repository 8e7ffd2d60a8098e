import { mostItems } from '../../../workers/kit/batch-contract.ts';
import { BucketNotAllowedError, InvalidInputError } from '../../errors.ts';
import { GlobError, globMatcher } from '../../platform/glob.ts';
import { BucketNotFoundError, type Storage } from '../../platform/storage.ts';

/** Objects of a bucket, by where they are and what they are called. */
export interface Selection {
  bucket: string;
  /** What the keys begin with. */
  prefix?: string | null;
  /** What the rest of the keys looks like. */
  glob?: string | null;
}

/** Listing goes on for as long as the client waits; a thousand objects take about 50 ms. */
const mostListed = 100_000;
const longestGlob = 200;

/** The objects that match now, each in the version it has now. */
export async function selectObjects(storage: Storage, { bucket, prefix, glob }: Selection) {
  const matches = matcher(glob);
  const start = prefix ?? '';
  const selected: { bucket: string; key: string; etag: string }[] = [];
  let listed = 0;
  try {
    for await (const page of storage.list({ bucket, prefix: start })) {
      listed += page.length;
      for (const { key, etag } of page) {
        if (key.endsWith('/') || storage.isOwn({ bucket, key })) continue;
        if (matches(key.slice(start.length))) selected.push({ bucket, key, etag });
      }
      if (selected.length > mostItems) throw refusal('glob', `More than ${mostItems} objects match; select fewer.`);
      if (listed > mostListed)
        throw refusal('prefix', `More than ${mostListed} objects are there; give a longer prefix.`);
    }
  } catch (error) {
    if (error instanceof BucketNotAllowedError)
      throw refusal('bucket', 'Runs may not use this bucket; see S3_ALLOWED_BUCKETS.');
    if (error instanceof BucketNotFoundError) throw refusal('bucket', 'There is no such bucket.');
    throw error;
  }
  if (selected.length === 0) {
    const where = `${listed} objects have keys that begin with "${start.slice(0, 100)}"`;
    throw glob == null ? refusal('prefix', `${where}.`) : refusal('glob', `${where}, and the rest of none matches.`);
  }
  return selected;
}

function matcher(glob: string | null | undefined): (text: string) => boolean {
  if (glob == null) return () => true;
  if (glob === '' || glob.length > longestGlob) throw refusal('glob', `Must have 1 to ${longestGlob} characters.`);
  try {
    return globMatcher(glob);
  } catch (error) {
    if (error instanceof GlobError) throw refusal('glob', error.message);
    throw error;
  }
}

const refusal = (field: string, message: string) => new InvalidInputError([{ path: ['select', field], message }]);
