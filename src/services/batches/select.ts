import { mostItems } from '../../../workers/kit/batch/contract.ts';
import { BucketNotAllowedError, BucketNotFoundError, InvalidInputError, type InputIssue } from '../../errors.ts';
import { globMatcher } from '../../platform/glob.ts';
import type { Storage } from '../../platform/storage.ts';
import { check, issuesOf } from '../parse-input.ts';
import { selection, type Selection } from './selection.ts';

/** Listing goes on for as long as the client waits; a thousand objects take about 50 ms. */
const mostListed = 100_000;

/** Nothing can be selected, for a reason that has to do with what is stored. */
export class SelectionError extends InvalidInputError {
  readonly reason: 'BUCKET_NOT_ALLOWED' | 'BUCKET_NOT_FOUND' | 'TOO_MANY_OBJECTS';

  constructor(reason: SelectionError['reason'], field: keyof Selection, message: string) {
    super([{ path: ['select', field], message }]);
    this.reason = reason;
  }
}

/** What may be said while objects are selected, and what ends it. */
export interface SelectOptions {
  signal?: AbortSignal;
  /** Called with the objects looked at so far. */
  onListed?: (count: number) => void;
}

/** The objects that match now, each in the version it has now. Throws InvalidInputError, with paths from `select`. */
export async function selectObjects(storage: Storage, asked: Selection, { signal, onListed }: SelectOptions = {}) {
  const issues = issuesOf(check(selection, asked).error);
  if (issues.length > 0) throw new InvalidInputError(issues.map(inSelect));
  const { bucket, prefix = '', glob } = asked;
  const matches = glob === undefined ? () => true : globMatcher(glob);
  const selected: { bucket: string; key: string; etag: string }[] = [];
  let listed = 0;
  try {
    for await (const page of storage.list({ bucket, prefix }, signal)) {
      listed += page.length;
      onListed?.(listed);
      for (const { key, etag } of page) {
        if (key.endsWith('/') || storage.isOwn({ bucket, key })) continue;
        if (matches(key.slice(prefix.length))) selected.push({ bucket, key, etag });
      }
      if (selected.length > mostItems)
        throw new SelectionError('TOO_MANY_OBJECTS', 'glob', `More than ${mostItems} objects match; select fewer.`);
      if (listed > mostListed) {
        const message = `More than ${mostListed} objects are there; give a longer prefix.`;
        throw new SelectionError('TOO_MANY_OBJECTS', 'prefix', message);
      }
    }
  } catch (error) {
    if (error instanceof BucketNotAllowedError) throw new SelectionError('BUCKET_NOT_ALLOWED', 'bucket', notAllowed);
    if (error instanceof BucketNotFoundError)
      throw new SelectionError('BUCKET_NOT_FOUND', 'bucket', 'There is no such bucket.');
    throw error;
  }
  return { objects: selected, listed };
}

/** As `selectObjects`, for who wants at least one. */
export async function selectSome(storage: Storage, asked: Selection) {
  const { objects, listed } = await selectObjects(storage, asked);
  if (objects.length > 0) return objects;
  const where = `${listed} objects have keys that begin with "${(asked.prefix ?? '').slice(0, 100)}"`;
  throw new InvalidInputError([
    asked.glob === undefined
      ? { path: ['select', 'prefix'], message: `${where}.` }
      : { path: ['select', 'glob'], message: `${where}, and the rest of none matches.` },
  ]);
}

/** What is wrong with a bucket that can be told without a look at it; null when nothing is. */
export function bucketProblem(storage: Pick<Storage, 'checkBucket'>, bucket: string): string | null {
  try {
    storage.checkBucket(bucket);
    return null;
  } catch (error) {
    if (error instanceof BucketNotAllowedError) return notAllowed;
    throw error;
  }
}

const notAllowed = 'Runs may not use this bucket; see S3_ALLOWED_BUCKETS.';
export const inSelect = ({ path, message }: InputIssue): InputIssue => ({ path: ['select', ...path], message });
