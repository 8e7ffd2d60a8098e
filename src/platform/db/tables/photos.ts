import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { brands } from './brands.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** What cannot be mended before a photo is published. */
export type PhotoProblemCode = 'UNREADABLE' | 'TOO_LARGE' | 'TOO_SMALL' | 'TOO_LONG';

/** Photos of brands, as they were when they were last looked at. */
export const photos = pgTable(
  'photos',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    brand: uuid('brand')
      .notNull()
      .references(() => brands.id, { onDelete: 'cascade' }),
    bucket: text('bucket').notNull(),
    key: text('key').notNull(),
    etag: text('etag').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Null, as all that follow, of what could not be read. */
    format: text('format'),
    /** Upright, in pixels. */
    width: integer('width'),
    height: integer('height'),
    /** Perceptual hash: 16 hex digits. */
    fingerprint: text('fingerprint'),
    /** Base64. */
    thumbhash: text('thumbhash'),
    /** Photos that look alike have the same. */
    likeness: uuid('likeness').notNull().defaultRandom(),
    /** Why it cannot be published, for each channel that it cannot be published at. */
    problems: jsonb('problems')
      .notNull()
      .$type<{ channel: 'FACEBOOK' | 'INSTAGRAM'; code: PhotoProblemCode; message: string }[]>(),
    importedAt: moment('imported_at')
      .notNull()
      .default(sql`now()`),
    /** First run id of the run that has looked at it as it is. */
    importedBy: text('imported_by'),
    /** When storage had it no more. */
    missingAt: moment('missing_at'),
    excludedAt: moment('excluded_at'),
    excludedBy: text('excluded_by'),
    /** First run id of the run that it is for, and its workflow id; null: of none. */
    reservedBy: text('reserved_by'),
    reservedFor: text('reserved_for'),
    reservedAt: moment('reserved_at'),
    /** When it was last looked whether that run still goes on. */
    checkedAt: moment('checked_at'),
    /** When a run last had it and found it, or what was written about it, not fit: others come first. */
    passedOverAt: moment('passed_over_at'),
    /** When it was last sent to a channel. */
    publishedAt: moment('published_at'),
  },
  (table) => [
    unique('photos_place').on(table.brand, table.bucket, table.key),
    unique('photos_reserved').on(table.brand, table.reservedBy),
    index('photos_number').on(table.brand, table.number),
    index('photos_likeness').on(table.brand, table.likeness),
    index('photos_held')
      .on(table.checkedAt)
      .where(sql`reserved_by IS NOT NULL`),
  ],
);
