import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { bucket, objectPrefix, s3Object, storedObject, workObject } from '../kit/objects.ts';

/** Problems, notes and lost parts that a result lists; the stored report has all. */
export const mostListed = 50;
/** More parts would not fit into a history; those of a larger flight have more images. */
export const mostParts = 200;
/** Images of one flight: what is known of each is in memory when they are put together. */
export const mostImages = 50_000;

const count = z.int32();
const metres = z.number();
const code = z.string();
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

const reference = z
  .discriminatedUnion('kind', [pointsReference, rasterReference])
  .describe('What is held to be true.')
  .meta({ id: 'AccuracyReference' });

const length = z.number().positive().max(100_000);
const accuracyClass = z
  .object({
    edition: z
      .enum(['ASPRS_2014', 'ASPRS_2023'])
      .default('ASPRS_2023')
      .describe(
        'ASPRS Positional Accuracy Standards for Digital Geospatial Data: Edition 1 of 2014, or Edition 2 of 2023.',
      ),
    horizontalCm: length.optional().describe('Horizontal class in centimetres; without it, the plane is not judged.'),
    verticalCm: length.optional().describe('Vertical class in centimetres; without it, heights are not judged.'),
    surveyHorizontalCm: z
      .number()
      .min(0)
      .max(100_000)
      .default(0)
      .describe('Horizontal RMSE of the reference itself in centimetres. Edition 2 counts it, Edition 1 does not.'),
    surveyVerticalCm: z.number().min(0).max(100_000).default(0).describe('Vertical RMSE of the reference, likewise.'),
  })
  .refine(({ horizontalCm, verticalCm }) => horizontalCm !== undefined || verticalCm !== undefined, {
    path: ['horizontalCm'],
    error: 'Say horizontalCm, verticalCm, or both.',
  })
  .meta({ id: 'AccuracyClass', description: 'An accuracy class of ASPRS.' });

const input = z.object({
  manifest: s3Object.describe('The manifest that `flightIngestion` has stored.'),
  reference,
  accuracyClass: accuracyClass.optional().describe('What the flight shall meet. Without it there is no verdict.'),
  outliers: z
    .object({
      limit: z
        .number()
        .min(1)
        .max(1000)
        .default(3.5)
        .describe(
          'Modified z-score, by the median absolute deviation, beyond which an error of one axis is an outlier.',
        ),
      reject: z
        .boolean()
        .default(true)
        .describe('Whether outliers are left out of the statistics. They are listed either way.'),
    })
    .prefault({})
    .meta({ id: 'OutlierRule', description: 'What is too far from the others to belong to them.' })
    .describe('What is done with outliers.'),
  imagesPerPart: z
    .int32()
    .min(10)
    .max(2000)
    .default(200)
    .describe(`Images of one part. Of a large flight parts have more, as there are at most ${mostParts}.`),
  partsAtOnce: z
    .int32()
    .min(1)
    .max(32)
    .default(4)
    .describe('Parts that are measured at the same time, over all workers.'),
  lostParts: z
    .enum(['FAIL', 'REPORT'])
    .default('FAIL')
    .describe(
      'What a part that fails for good does: FAIL ends the run with its error. REPORT lists it, and a verdict is then inconclusive.',
    ),
  destination: z
    .object({ bucket, prefix: objectPrefix })
    .optional()
    .meta({ id: 'ReportDestination', description: 'Where reports go.' })
    .describe(
      'Where `report.html`, `report.json` and `errors.csv` go. Default: `accuracy/` and the key of the manifest, without its extension, in its bucket.',
    ),
});

const axis = z
  .object({
    bias: metres.describe('Mean error.'),
    standardDeviation: metres.nullable().describe('Of the sample, with n - 1; null of a single point.'),
    rmse: metres.describe('Root mean square error.'),
    max: metres.describe('Largest error, with its sign.'),
  })
  .meta({ id: 'AxisAccuracy', description: 'Errors along one axis, in metres: measured less true.' });

const bound = z
  .object({
    empirical: metres.describe('Of the points themselves: their percentile.'),
    normal: metres
      .nullable()
      .describe(
        'By the factors of NSSDA (FGDC-STD-007.3-1998) from RMSE; null where RMSEx and RMSEy differ too much for it.',
      ),
  })
  .meta({ id: 'ErrorBound', description: 'Metres that so many percent of the errors do not exceed.' });

const horizontal = z
  .object({
    n: count.describe('Points in it.'),
    rejected: count.describe('Outliers that are not in it.'),
    x: axis.describe('East.'),
    y: axis.describe('North.'),
    rmse: metres.describe('RMSEr: of both together.'),
    max: metres.describe('Largest distance.'),
    ce90: bound.describe('Circular error, 90 %.'),
    ce95: bound.describe('Circular error, 95 %.'),
  })
  .meta({ id: 'HorizontalAccuracy', description: 'Errors in the plane, in metres.' });

const vertical = z
  .object({
    n: count.describe('Points in it.'),
    rejected: count.describe('Outliers that are not in it.'),
    z: axis.describe('Up.'),
    le90: bound.describe('Linear error, 90 %.'),
    le95: bound.describe('Linear error, 95 %.'),
  })
  .meta({ id: 'VerticalAccuracy', description: 'Errors in height, in metres.' });

const outcome = z
  .enum(['MET', 'NOT_MET', 'INCONCLUSIVE'])
  .meta({ id: 'AccuracyOutcome' })
  .describe('INCONCLUSIVE: with too few points, or with images of which nothing is known, there is no telling.');

const judgement = z
  .object({
    outcome,
    measured: metres.nullable().describe('What is compared with the class; null without points.'),
    limit: metres.describe('The class.'),
    reasons: z.array(z.string()).describe('Why, each in a sentence.'),
  })
  .meta({ id: 'AccuracyJudgement', description: 'Whether a class is met, in metres.' });

const verdict = z
  .object({
    edition: z.enum(['ASPRS_2014', 'ASPRS_2023']).describe('By which edition.'),
    outcome: outcome.describe('The worse of the two.'),
    horizontal: judgement.nullable().describe('Null where no class was asked for.'),
    vertical: judgement.nullable().describe('Null where no class was asked for.'),
  })
  .meta({ id: 'AccuracyVerdict', description: 'Whether the accuracy class is met.' });

const problem = z
  .object({
    code: z
      .enum([
        'INVALID_POINT',
        'DUPLICATE_POINT',
        'UNKNOWN_CRS',
        'UNMATCHED_POINT',
        'AMBIGUOUS_POINT',
        'UNUSABLE_IMAGE',
        'UNREADABLE_IMAGE',
        'NOT_FOUND_IN_RASTER',
      ])
      .describe('What is wrong.'),
    key: z.string().nullable().describe('The image; null where it is a control point.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'AccuracyProblem', description: 'What could not be measured, and why.' });

const lostPart = z
  .object({
    firstImage: count.describe('Line of the manifest, from 1.'),
    images: count.describe('Images of it, of which nothing is known.'),
    code: code.describe('What it failed of.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'LostPart', description: 'A part that failed for good.' });

const result = z.object({
  images: count.describe('Images in the manifest.'),
  measured: count.describe('Images whose error is known, outliers included.'),
  points: count.nullable().describe('Control points that could be read; null with a raster.'),
  parts: count.describe('Parts the images were measured in.'),
  lostImages: count.describe('Images of parts that failed for good.'),
  lostParts: z.array(lostPart).describe(`These parts, up to ${mostListed}.`),
  horizontal: horizontal.nullable().describe('Null where all points are outliers.'),
  vertical: vertical.nullable().describe('Null where no heights could be compared.'),
  verdict: verdict.nullable().describe('Null where no class was asked for.'),
  problemCount: count.describe('All problems.'),
  problems: z.array(problem).describe(`The first of them, up to ${mostListed}.`),
  notes: z.array(z.string()).describe('What has to be known to read the numbers.'),
  html: storedObject.describe('A page with plots, for people.'),
  json: storedObject.describe('All numbers, problems and lost parts.'),
  csv: storedObject.describe('A line for each image of which the true place is known.'),
});

/** A range of the manifest, in whole lines. */
const part = z.object({
  index: count,
  start: z.int().nonnegative(),
  end: z.int().positive(),
  firstImage: count,
  images: count,
});

/** The reference as it was found, in that very version. */
const pinned = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('POINTS'), heights: z.enum(['ELLIPSOID', 'SEA_LEVEL']).nullable(), points: workObject }),
  z.object({ kind: z.literal('RASTER'), source: s3Object, crs: z.string().nullable(), within: z.number() }),
]);

const split = z.object({
  manifest: s3Object,
  images: count,
  parts: z.array(part).max(mostParts),
  reference: pinned,
  destination: z.object({ bucket: z.string(), prefix: z.string() }),
});

const measuredPart = z.object({
  /** Below it are the chunks, `0.jsonl` and so on. */
  folder: z.string(),
  chunks: count,
  images: count,
  measured: count,
});

export const flightAccuracy = defineWorkflow({
  name: 'flightAccuracy',
  description: 'Measures how far the images of a flight are from where they truly are, and reports it.',
  taskQueue: 'imaging',
  input,
  result,
  detail: z.object({
    part: count.describe('The part that has spoken last, from 1.'),
    parts: count.describe('How many there are.'),
    firstImage: count.describe('Its first image: line of the manifest, from 1.'),
    images: count.describe('Its images.'),
    done: count.describe('Those that were looked at.'),
    measured: count.describe('Those whose error is known.'),
  }),
  workflowId: (asked, { hash }) => `flight-accuracy-${hash(asked)}`,
  reuse: 'allowDuplicate',
  labels: () => ({ imageType: 'NAVAD' }),
  steps: ['split', { measure: 8 }, 'report'],
  errors: {
    MANIFEST_NOT_FOUND: 'The manifest does not exist, or not in the version that was asked for.',
    MANIFEST_INVALID: 'It is not a manifest of flightIngestion.',
    NO_IMAGES: 'The manifest has no images.',
    TOO_MANY_IMAGES: `The manifest has more than ${mostImages} images. Ingest the flight in pieces.`,
    REFERENCE_NOT_FOUND: 'The reference does not exist, or not in the version that was asked for.',
    REFERENCE_INVALID: 'The reference cannot be used; the message says why.',
    NOTHING_MEASURED: 'Of no image the true place is known, so that there is nothing to report.',
    REFERENCE_FAR_AWAY:
      'Most images are many kilometres from where the reference says they are: it is in another system, or of another place.',
    DESTINATION_NOT_ALLOWED: 'No report may be stored there. Name another destination.',
  },
  activities: {
    split: defineActivity({
      step: 'split',
      input,
      output: split,
      startToClose: '30 minutes',
      heartbeat: '10 seconds',
      repeatable: "reads, and writes to this run's work key",
    }),
    measure: defineActivity({
      step: 'measure',
      input: z.object({ part, parts: count, manifest: s3Object, reference: pinned }),
      output: measuredPart,
      checkpoint: z.object({ chunks: count, images: count, measured: count }),
      taskQueue: 'imaging-accuracy',
      startToClose: '6 hours',
      heartbeat: '10 seconds',
      retry: { attempts: 3 },
      repeatable: 'goes on after its last chunk, and writes a chunk again under the same key',
    }),
    aggregate: defineActivity({
      step: 'report',
      input: z.object({
        split,
        measured: z.array(measuredPart),
        lost: z.array(lostPart),
        accuracyClass: accuracyClass.optional(),
        outliers: input.shape.outliers,
      }),
      output: result,
      startToClose: '30 minutes',
      heartbeat: '30 seconds',
      repeatable: 'writes the same reports to the same keys',
    }),
  },
});

export type AccuracyInput = z.output<typeof input>;
export type AccuracyResult = z.output<typeof result>;
export type AccuracyProblem = z.output<typeof problem>;
export type Part = z.output<typeof part>;
export type PinnedReference = z.output<typeof pinned>;
export type Split = z.output<typeof split>;
