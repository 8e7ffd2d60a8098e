import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { destinationPrefix, s3Object, storedObject } from '../kit/objects.ts';
import { accuracyClass, verdict } from './contract/accuracy-class.ts';
import { lostPart, measuredPart, mostParts, part, split } from './contract/parts.ts';
import { problem } from './contract/problem.ts';
import { pinned, reference } from './contract/reference.ts';
import { horizontal, vertical } from './contract/statistics.ts';

/** Problems, notes and lost parts that a result lists; the stored report has all. */
export const mostListed = 50;
/** Images of one flight: what is known of each is in memory when they are put together. */
export const mostImages = 50_000;

const count = z.int32();

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
  destination: destinationPrefix
    .optional()
    .describe(
      'Where `report.html`, `report.json` and `errors.csv` go. Default: `accuracy/` and the key of the manifest, without its extension, in its bucket.',
    ),
});

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
