import { customType, integer, text } from 'drizzle-orm/pg-core';

/** 32-bit numbers, the lowest byte first. */
const numbers = customType<{ data: Uint32Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver(values) {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, at) => bytes.writeUInt32LE(value, at * 4));
    return bytes;
  },
  fromDriver: (bytes) => Uint32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32LE(at * 4)),
});

/** By which a content is known again, also one that was changed a little: `src/platform/text/fingerprint.ts`. */
export const likeness = () => ({
  /** SHA-256 of the normal form, in hex. */
  fingerprint: text('fingerprint').notNull(),
  /** MinHash. */
  signature: numbers('signature').notNull(),
  /** Hashes of its parts: contents that are alike share one, nearly always. */
  bands: integer('bands').array().notNull(),
});
