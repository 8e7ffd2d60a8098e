import { sql } from 'drizzle-orm';
import type { PhotoState } from './photo.ts';

// Names are written out, as Drizzle leaves those of tables away where it thinks that there is one only.

/** Of a row of `photos`: what cannot be published at a channel that its brand has, or at any while it has none. */
const unsuitable = sql`(photos.problems <> '[]' AND (
  NOT EXISTS (SELECT FROM channels WHERE channels.brand = photos.brand)
  OR EXISTS (SELECT FROM channels WHERE channels.brand = photos.brand
    AND photos.problems @> jsonb_build_array(jsonb_build_object('channel', channels.kind)))))`;

/** It, or one that looks like it, was published a short while ago, or is about to be. */
const resting = sql`EXISTS (SELECT FROM photos AS other WHERE other.brand = photos.brand AND other.likeness = photos.likeness
  AND (other.reserved_by IS NOT NULL OR other.published_at > now() - make_interval(
    days => (SELECT min_photo_days FROM brands WHERE brands.id = photos.brand))))`;

/** The state of a row of `photos`: the one place that says which photo may be posted. */
export const photoState = sql<PhotoState>`(CASE
  WHEN photos.reserved_by IS NOT NULL THEN 'RESERVED'
  WHEN photos.missing_at IS NOT NULL THEN 'MISSING'
  WHEN photos.excluded_at IS NOT NULL THEN 'EXCLUDED'
  WHEN ${unsuitable} THEN 'UNSUITABLE'
  WHEN ${resting} THEN 'RESTING'
  ELSE 'FREE' END)`;

/** When a row of `photos`, or one that looks like it, was last published. */
export const lastPublished = sql`(SELECT max(other.published_at) FROM photos AS other
  WHERE other.brand = photos.brand AND other.likeness = photos.likeness)`;
