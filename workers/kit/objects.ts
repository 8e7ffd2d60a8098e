import * as z from 'zod';

const bucket = z.string().min(3).max(63).describe('Bucket name.');

/** S3's own limit, and no key that S3 servers or what normalises URLs take for another one, or for a folder. */
const key = z
  .string()
  .min(1)
  .refine((text) => new TextEncoder().encode(text).length <= 1024, 'Must have at most 1,024 bytes in UTF-8.')
  .refine((text) => !/\p{Surrogate}/u.test(text), 'Must be text that UTF-8 can express.')
  .refine((text) => !/(^|\/)\.{1,2}(\/|$)/.test(text), 'Must not have a part that is . or ..')
  .refine((text) => !text.endsWith('/'), 'Must not end in /.')
  .refine((text) => !text.includes('\0'), 'Must not have a NUL character.')
  .describe(
    'Object key: 1 to 1,024 bytes in UTF-8, without NUL and parts that are `.` or `..`, and not ending in `/`.',
  );

/** Where an object is, or shall be. */
export const objectLocation = z
  .object({ bucket, key })
  .meta({ id: 'ObjectLocation', description: 'A place in object storage.' });

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

/** An intermediate object of one run, under its work key in the deployment's own bucket. Gone when the run ends. */
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
export type StoredObject = z.output<typeof storedObject>;
export type WorkObject = z.output<typeof workObject>;
