import * as z from 'zod';
import { s3Object, workObject } from '../../kit/objects.ts';

const crs = z
  .string()
  .min(4)
  .max(500)
  .regex(/^(epsg:\d{4,6}|\+proj=.+)$/i, {
    error: 'Must be such as EPSG:32631, or a proj string that begins with +proj=.',
  });

const pointsReference = z
  .object({
    kind: z.literal('POINTS').describe('Control points.'),
    source: s3Object.describe('CSV or GeoJSON with where images were really taken, up to 50,000 of them and 16 MB.'),
    crs: crs
      .optional()
      .describe(
        'The coordinate reference system of points for which the file says none: `EPSG:32631`, or a proj string.',
      ),
    heights: z
      .enum(['ELLIPSOID', 'SEA_LEVEL'])
      .optional()
      .describe(
        'What the heights in the file are above. They are compared with those of images that are above the same. Default: they are not compared.',
      ),
  })
  .describe('Control points.')
  .meta({ id: 'PointsReference' });

const rasterReference = z
  .object({
    kind: z.literal('RASTER').describe('A raster.'),
    source: s3Object.describe(
      'A GeoTIFF, best a cloud-optimised one: an orthophoto of the ground that was flown over.',
    ),
    crs: crs.optional().describe('Its coordinate reference system, where the file does not say it.'),
    within: z
      .number()
      .positive()
      .max(2000)
      .default(50)
      .describe('Metres around where an image says it is that it is looked for in.'),
  })
  .describe('A raster that the images are found in: where their middle is found is where it truly is.')
  .meta({ id: 'RasterReference' });

export const reference = z
  .discriminatedUnion('kind', [pointsReference, rasterReference])
  .describe('What is held to be true.')
  .meta({ id: 'AccuracyReference' });

/** The reference as it was found, in that very version. */
export const pinned = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('POINTS'), heights: z.enum(['ELLIPSOID', 'SEA_LEVEL']).nullable(), points: workObject }),
  z.object({ kind: z.literal('RASTER'), source: s3Object, crs: z.string().nullable(), within: z.number() }),
]);
export type PinnedReference = z.output<typeof pinned>;
