import * as z from 'zod';

/**
 * What became of one image: a line of a part's chunks. Positions are WGS 84 in degrees; errors are metres, measured less
 * true.
 */
export const measurement = z.object({
  key: z.string(),
  /** Of the manifest, from 1. */
  line: z.int(),
  takenAt: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  /** The control point that it was held against. */
  point: z.object({ id: z.string(), place: z.string() }).nullable(),
  truth: z.object({ lon: z.number(), lat: z.number(), height: z.number().nullable() }).nullable(),
  error: z.object({ x: z.number(), y: z.number(), z: z.number().nullable() }).nullable(),
  /** How well it was found in a raster. */
  fit: z.object({ inliers: z.number(), rmsePixels: z.number() }).nullable(),
  /** Why there is no error; null where there is one, and where nothing was to be held against. */
  problem: z
    .object({ code: z.enum(['UNUSABLE_IMAGE', 'UNREADABLE_IMAGE', 'NOT_FOUND_IN_RASTER']), message: z.string() })
    .nullable(),
  /** Why heights were not compared. */
  heightNote: z.enum(['OTHER_REFERENCE', 'NO_ALTITUDE']).nullable(),
});
export type Measurement = z.output<typeof measurement>;

/** As chunks are stored. */
export const toLines = (measurements: readonly Measurement[]): Buffer =>
  Buffer.from(measurements.map((one) => `${JSON.stringify(one)}\n`).join(''));

export const fromLines = (bytes: Buffer): Measurement[] =>
  bytes
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Measurement); // our own, of this very run
