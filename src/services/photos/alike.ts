import { sql, type SQL } from 'drizzle-orm';

/**
 * Photos whose fingerprints differ in at most so many of 64 bits look alike. docs/FEED.md has what this finds and what it
 * takes for alike that is not.
 */
export const alikeWithin = 8;

/** Whether a row of `photos` looks like a fingerprint of 16 hex digits. */
export const looksLike = (fingerprint: string): SQL =>
  sql`bit_count(('x' || photos.fingerprint)::bit(64) # ('x' || ${fingerprint}::text)::bit(64)) <= ${alikeWithin}`;
