import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** How a picture has come about: of words, or of an earlier picture. */
export const imageOrigin = pgEnum('image_origin', ['WORDS', 'VARIATION', 'EDIT', 'UPSCALE']);

/** Pictures that were made and are stored, with where they come from. */
export const generatedImages = pgTable(
  'generated_images',
  {
    id: uuid('id').primaryKey(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** First execution run id of the run that has made it, its workflow id and type, and its labels as Temporal stores them. */
    run: text('run').notNull(),
    workflowId: text('workflow_id').notNull(),
    workflow: text('workflow').notNull(),
    /** Which of the run's pictures, from 0. */
    position: integer('position').notNull(),
    /** For which end user of the caller; empty: none. */
    onBehalfOf: text('on_behalf_of').notNull().default(''),
    origin: imageOrigin('origin').notNull(),
    parent: uuid('parent').references((): AnyPgColumn => generatedImages.id, { onDelete: 'set null' }),
    prompt: text('prompt').notNull(),
    /** A preset, or the caller's own words. */
    style: text('style'),
    /** Null, as the model: nobody was asked. */
    backend: text('backend'),
    model: text('model'),
    /** As it was asked for: `1024x1536`. */
    size: text('size').notNull(),
    quality: text('quality').notNull(),
    /** Null: who has made it takes none. */
    seed: bigint('seed', { mode: 'number' }),
    /** Millionths of a US dollar; null: the model has no price. */
    cost: bigint('cost', { mode: 'number' }),
    bucket: text('bucket').notNull(),
    key: text('key').notNull(),
    etag: text('etag').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    contentType: text('content_type').notNull(),
    sha256: text('sha256').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    /** In the same bucket. */
    thumbnailKey: text('thumbnail_key').notNull(),
    /** Perceptual hash: 16 hex digits. */
    fingerprint: text('fingerprint').notNull(),
    /** Base64. */
    thumbhash: text('thumbhash').notNull(),
    /** An earlier picture, of the same end user, that it looks like. */
    duplicateOf: uuid('duplicate_of').references((): AnyPgColumn => generatedImages.id, { onDelete: 'set null' }),
    createdAt: timestamp('created_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    /** Of the prompt and the style, as they are: prompts are in any language. */
    words: tsvector('words')
      .notNull()
      // PostgreSQL takes what is between < and > for a tag, and what has a / for a path.
      .generatedAlwaysAs(sql`to_tsvector('simple', translate(prompt || ' ' || coalesce(style, ''), '<>/_', '    '))`),
  },
  (table) => [
    unique('generated_images_place').on(table.run, table.position),
    index('generated_images_number').on(table.number),
    index('generated_images_user').on(table.onBehalfOf, table.number),
    index('generated_images_parent').on(table.parent),
    index('generated_images_words').using('gin', table.words),
  ],
);
