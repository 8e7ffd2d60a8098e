import * as z from 'zod';

/** A bucket that an input names, in whatever part of it: schedules know by this type which buckets they would use. */
export const bucket = z.string().min(3).max(63).describe('Bucket name.');

/** Keys that S3 servers, file systems, URLs or people may take for another one. The first that fits is told. */
const wrongKeys: readonly [isWrong: (key: string) => boolean, message: string][] = [
  [(key) => new TextEncoder().encode(key).length > 1024, 'Must have at most 1,024 bytes in UTF-8.'],
  [(key) => /\p{Surrogate}/u.test(key), 'Must be text that UTF-8 can express.'],
  [(key) => /\p{Cc}/u.test(key), 'Must not have control characters.'],
  [(key) => key.includes('\\'), 'Must not have a backslash.'],
  [(key) => /(^|\/)\//.test(key), 'Must not begin with /, nor have two of them in a row.'],
  [(key) => key.endsWith('/'), 'Must not end with /.'],
  [(key) => /(^|\/)\.{1,2}(\/|$)/.test(key), 'Must not have a part that is . or ..'],
  [(key) => key.normalize('NFC') !== key, 'Must be in Unicode normal form NFC: é as one character.'],
];

/** `toKey` makes a key of what is checked. */
const fitsKeys =
  (toKey: (value: string) => string) =>
  ({ value, issues }: z.core.ParsePayload<string>) => {
    const [, message] = wrongKeys.find(([isWrong]) => value && isWrong(toKey(value))) ?? [];
    if (message) issues.push({ code: 'custom', input: value, message });
  };

const key = z
  .string()
  .min(1)
  .check(fitsKeys((value) => value))
  .describe(
    'Object key: 1 to 1,024 bytes in UTF-8 and NFC; no control characters, backslashes, `/` at an end, or parts that are empty, `.` or `..`.',
  );

/** What keys may begin with: part of a name, a folder and its `/`, or nothing. */
export const objectPrefix = z
  .string()
  .check(fitsKeys((prefix) => `${prefix}x`))
  .describe('What object keys begin with.');

/** Where an object is, or shall be. */
export const objectLocation = z
  .object({ bucket, key })
  .meta({ id: 'ObjectLocation', description: 'A place in object storage.' });

/** Where the results of one run go when there are several of them. */
export const destinationPrefix = z
  .object({ bucket, prefix: objectPrefix })
  .meta({ id: 'DestinationPrefix', description: 'What the keys of the results begin with.' });

/** An object that exists, in one version when an etag is given. */
export const s3Object = z
  .object({
    bucket,
    key,
    etag: z
      .string()
      .optional()
      .describe('The version that is meant, as storage reports it, without quotes. A changed object is then an error.'),
  })
  .meta({ id: 'S3Object', description: 'An object in S3-compatible storage.' });

/** What a run stored. */
export const storedObject = z
  .object({
    bucket,
    key,
    bytes: z.int().describe('Size in bytes.'),
    contentType: z.string().describe('MIME type.'),
    etag: z.string().describe('Version as storage reports it, without quotes.'),
    sha256: z.string().describe('SHA-256 of the content, in hex.'),
  })
  .meta({ id: 'StoredObject', description: 'An object that a run has stored.' });

/**
 * An intermediate object of one run, under its work key in the deployment's own bucket. It stays there unless the
 * workflow calls `activities.discard()`, which belongs into a `cleanup`.
 */
export const workObject = z
  .object({
    key,
    bytes: z.int().describe('Size in bytes.'),
    contentType: z.string().describe('MIME type.'),
    sha256: z.string().describe('SHA-256 of the content, in hex.'),
  })
  .meta({ id: 'WorkObject', description: 'An intermediate object of one run.' });

export type ObjectLocation = z.output<typeof objectLocation>;
export type S3Object = z.output<typeof s3Object>;
export type DestinationPrefix = z.output<typeof destinationPrefix>;
