import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { destinationPrefix, s3Object, storedObject, workObject } from '../kit/objects.ts';

const searchArea = z
  .object({
    lon: z.number().min(-180).max(180).describe('WGS 84, degrees; east is positive.'),
    lat: z.number().min(-90).max(90).describe('WGS 84, degrees; north is positive.'),
    radiusMetres: z
      .number()
      .min(1)
      .max(1_000_000)
      .default(2000)
      .describe('How far the middle of the image may be from there.'),
  })
  .meta({ id: 'SearchArea', description: 'About where an image was taken.' });

const input = z.object({
  image: s3Object.describe(
    'The image to find: JPEG, PNG, WebP, AVIF or TIFF. One that says where it is is checked instead.',
  ),
  reference: s3Object.describe(
    'A georeferenced raster that shows the place: GeoTIFF, of which only what is needed is read. A large one should be a ' +
      'Cloud Optimized GeoTIFF.',
  ),
  referenceCrs: z
    .string()
    .max(500)
    .optional()
    .describe(
      'Coordinate reference system of the reference, as `EPSG:32631` or a proj string. Default: what the raster says.',
    ),
  near: searchArea
    .optional()
    .describe('Where to look. Default: all over the reference, or where the image says that it is.'),
  groundSamplingDistance: z
    .number()
    .min(0.001)
    .max(1000)
    .optional()
    .describe('Metres of ground in a pixel of the image, as far as known: within a factor of two. Makes it faster.'),
  destination: destinationPrefix
    .optional()
    .describe('Where the results go. Default: `located/`, the key of the image, and `/`.'),
});

const lonLat = z
  .object({
    lon: z.number().describe('Degrees, east is positive.'),
    lat: z.number().describe('Degrees, north is positive.'),
  })
  .meta({ id: 'GroundPoint', description: 'A place on the ground, by WGS 84.' });

const footprint = z.array(lonLat).length(4);

const foundPlace = z
  .object({
    centre: lonLat.describe('What the middle of the image shows.'),
    footprint: footprint.describe('What its corners show: upper left, upper right, lower right, lower left.'),
    rotationDegrees: z.number().describe('Where its upper edge points, clockwise from north: 0 to 360.'),
    groundSamplingDistance: z.number().describe('Metres of ground in one of its pixels, on average.'),
    detector: z.enum(['ORB', 'AKAZE']).describe('What found it.'),
    inliers: z.int32().describe('Points that agree on the place.'),
    matches: z.int32().describe('Points that looked alike.'),
    confidence: z
      .number()
      .describe('Probability that image and reference show the same place, by the model of Brown and Lowe: 0 to 1.'),
    rmsePixels: z.number().describe('Of the points that agree, in pixels of the reference as it was read.'),
    rmseMetres: z.number().describe('The same on the ground.'),
    largestResidualMetres: z.number().describe('Of the points that agree.'),
    centreErrorMetres: z
      .number()
      .describe('Within so many metres the centre is from there in the reference, with a probability of 95 %.'),
    cornerErrorMetres: z.number().describe('The same of that corner of the footprint that is known least.'),
    worldFileErrorMetres: z
      .number()
      .describe('How far a corner is off in the world file, which knows no perspective. The footprint does.'),
  })
  .meta({ id: 'FoundPlace', description: 'Where an image was found in its reference.' });

const claim = z
  .object({
    centre: lonLat.describe('Where the middle of the image is by its own tags.'),
    footprint: footprint.describe('Where its corners are by them.'),
    crs: z.string().describe('The coordinate reference system that it says.'),
    offsetMetres: z.number().nullable().describe('From there to the centre that was found; null when none was.'),
    offsetEast: z.number().nullable().describe('Metres that the image has to be moved to the east.'),
    offsetNorth: z.number().nullable().describe('Metres that it has to be moved to the north.'),
  })
  .meta({ id: 'ClaimedPlace', description: 'Where an image says that it is, beside where it is.' });

const transform = z.object({
  a: z.number(),
  b: z.number(),
  c: z.number(),
  d: z.number(),
  e: z.number(),
  f: z.number(),
});

const inspection = z.object({
  image: z.object({ ...s3Object.shape, etag: z.string(), bytes: z.int(), width: z.int32(), height: z.int32() }),
  reference: z.object({ ...s3Object.shape, etag: z.string(), bytes: z.int() }),
  referenceCrs: z.string(),
  claimed: z.object({ transform, crs: z.string() }).nullable(),
  destination: destinationPrefix,
});

const numbers9 = z.array(z.number()).length(9);

/** Where the image is in the reference: from its own pixels to those of the whole reference. */
const located = z.object({
  homography: numbers9,
  detector: foundPlace.shape.detector,
  inliers: z.int32(),
  matches: z.int32(),
  confidence: z.number(),
  rmsePixels: z.number(),
  centreErrorMetres: z.number(),
  cornerErrorMetres: z.number(),
  residuals: workObject.describe('JSON: points of image and reference.'),
});

const search = z.object({
  located: located.nullable(),
  tiles: z.int32(),
  best: z.object({ inliers: z.int32(), matches: z.int32(), refused: z.string() }).nullable(),
  limits: z.string().nullable(),
});

const result = z.object({
  outcome: z
    .enum(['FOUND', 'NOT_FOUND'])
    .describe('NOT_FOUND is a result, too: nothing in the part of the reference that was searched is like the image.'),
  found: foundPlace.nullable().describe('Null when it was not found.'),
  claimed: claim.nullable().describe('Null for an image that does not say where it is.'),
  reason: z.string().nullable().describe('Why it was not found; null when it was.'),
  tilesSearched: z.int32().describe('Parts of the reference that were looked at.'),
  referenceCrs: z.string().describe('Coordinate reference system of the reference, and of the world file.'),
  geoJson: storedObject
    .nullable()
    .describe(
      'The footprint, and each point that agrees with its residual; also what the image claims. Null without both.',
    ),
  worldFile: storedObject
    .nullable()
    .describe('For the image, in the system of the reference. Null when it was not found.'),
  overlay: storedObject
    .nullable()
    .describe('PNG: the reference with the footprint in red, and what the image claims in blue. Null without both.'),
});

export const geolocalization = defineWorkflow({
  name: 'geolocalization',
  description:
    'Finds where on the ground an image was taken, in a georeferenced raster; or checks what the image says.',
  taskQueue: 'imaging',
  input,
  result,
  detail: z.object({
    detector: foundPlace.shape.detector.describe('What looks for points.'),
    metresPerPixel: z.number().describe('Of the reference, as it is read now.'),
    bestInliers: z.int32().describe('The most points so far that agree on a place.'),
  }),
  workflowId: (value, { hash }) => `locate-${hash(value)}`,
  reuse: 'allowDuplicate',
  steps: ['inspect', { search: 8 }, 'store'],
  errors: {
    IMAGE_NOT_FOUND: 'The image does not exist, or not in the version that was asked for.',
    REFERENCE_NOT_FOUND: 'The reference does not exist, or not in the version that was asked for.',
    UNSUPPORTED_FORMAT: 'The image is not a JPEG, PNG, WebP, AVIF or TIFF image.',
    CORRUPT_IMAGE: 'The image is damaged or incomplete.',
    IMAGE_TOO_LARGE: 'The image exceeds a limit on bytes or pixels.',
    REFERENCE_UNREADABLE: 'The reference is not a GeoTIFF that can be read. The message says how to make it one.',
    REFERENCE_DAMAGED: 'The reference is damaged or incomplete.',
    REFERENCE_WITHOUT_POSITION: 'The reference does not say where it is.',
    CRS_UNKNOWN: 'The coordinate reference system is not known. Name one in the input, or reproject the reference.',
    OUTSIDE_REFERENCE: 'The reference does not show the place where to look.',
    SEARCH_TOO_LARGE:
      'There is too much to search. Say about where the image was taken, or its ground sampling distance.',
    DESTINATION_NOT_ALLOWED: 'No result may be stored there. Name another destination.',
  },
  activities: {
    inspect: defineActivity({
      step: 'inspect',
      input,
      output: inspection,
      startToClose: '5 minutes',
      repeatable: 'reads only',
    }),
    search: defineActivity({
      step: 'search',
      input: z.object({
        inspection,
        near: input.shape.near,
        groundSamplingDistance: input.shape.groundSamplingDistance,
      }),
      output: search,
      checkpoint: z.object({ tiles: z.int32() }),
      startToClose: '2 hours',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    store: defineActivity({
      step: 'store',
      input: z.object({ inspection, search }),
      output: result,
      startToClose: '10 minutes',
      repeatable: 'writes the same to the same keys',
    }),
  },
});

export type Inspection = z.output<typeof inspection>;
export type SearchArea = z.output<typeof searchArea>;
export type Located = z.output<typeof located>;
export type FoundPlace = z.output<typeof foundPlace>;
export type LonLat = z.output<typeof lonLat>;
