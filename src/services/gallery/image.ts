import type { generatedImages } from '../../platform/db/tables/generated-images.ts';

type Row = typeof generatedImages.$inferSelect;

/** How a picture has come about. */
export type ImageOrigin = Row['origin'];

/** A picture that was made, with where it comes from. */
export type GeneratedImage = Omit<Row, 'words' | 'fingerprint' | 'position'>;

/** One that is to be written down. */
export type NewImage = Omit<typeof generatedImages.$inferInsert, 'number' | 'createdAt' | 'words'>;

/** What pictures are looked for by; null: anything. */
export interface ImageFilter {
  /** Words of the prompt or the style, as in a web search: `"red boat" -sail`. */
  search: string | null;
  onBehalfOf: string | null;
  style: string | null;
  origin: ImageOrigin | null;
  model: string | null;
  /** First execution run id. */
  run: string | null;
  /** Id of the picture they were made from. */
  parent: string | null;
}

/** Runs and workflows that pictures are narrowed to; null: all. */
export interface ImageScope {
  workflows: readonly string[] | null;
  /** Ids of runs. */
  runs: readonly string[] | null;
}
