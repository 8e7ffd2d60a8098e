import * as z from 'zod';
import { s3Object } from '../../kit/objects.ts';
import { pinned } from './reference.ts';

/** More parts would not fit into a history; those of a larger flight have more images. */
export const mostParts = 200;

const count = z.int32();

/** A range of the manifest, in whole lines. */
export const part = z.object({
  index: count,
  start: z.int().nonnegative(),
  end: z.int().positive(),
  firstImage: count,
  images: count,
});
export type Part = z.output<typeof part>;

export const split = z.object({
  manifest: s3Object,
  images: count,
  parts: z.array(part).max(mostParts),
  reference: pinned,
  destination: z.object({ bucket: z.string(), prefix: z.string() }),
});
export type Split = z.output<typeof split>;

export const measuredPart = z.object({
  /** Below it are the chunks, `0.jsonl` and so on. */
  folder: z.string(),
  chunks: count,
  images: count,
  measured: count,
});

export const lostPart = z
  .object({
    firstImage: count.describe('Line of the manifest, from 1.'),
    images: count.describe('Images of it, of which nothing is known.'),
    code: z.string().describe('What it failed of.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'LostPart', description: 'A part that failed for good.' });
