import { customType, integer, text } from 'drizzle-orm/pg-core';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** By which a content is known again, also one that was changed a little: `src/platform/text/fingerprint.ts`. */
export const likeness = () => ({
  /** SHA-256 of the normal form, in hex. */
  fingerprint: text('fingerprint').notNull(),
  /** MinHash: 128 unsigned numbers of 32 bits, little-endian. */
  signature: bytes('signature').notNull(),
  /** Hashes of its parts: contents that are alike share one, nearly always. */
  bands: integer('bands').array().notNull(),
});
