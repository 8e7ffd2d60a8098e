import * as z from 'zod';
import { flightAccuracy } from '../flight-accuracy/contract.ts';
import { flightIngestion } from '../flight-ingestion/contract.ts';
import { geolocalization } from '../geolocalization/contract.ts';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { destinationPrefix, s3Object, storedObject } from '../kit/objects.ts';

/** Images of one run that are each looked for: what became of each is in the result, which Temporal keeps. */
export const mostLocated = 100;

const source = { prefix: flightIngestion.input.shape.prefix, images: flightIngestion.input.shape.images };

const input = z
  .object({
    imageType: z
      .enum(['NAVAD', 'SATELLITE'])
      .describe(
        'NAVAD: images of a flight that say where they were taken, which is measured against the reference. SATELLITE: ' +
          'satellite or aerial images, each of which is looked for in the reference.',
      ),
    ...source,
    reference: flightAccuracy.input.shape.reference,
    accuracyClass: flightAccuracy.input.shape.accuracyClass,
    near: geolocalization.input.shape.near,
    groundSamplingDistance: geolocalization.input.shape.groundSamplingDistance,
    destination: destinationPrefix
      .optional()
      .describe(
        'Where results go. Default: where `flightIngestion`, `flightAccuracy` and `geolocalization` store them.',
      ),
  })
  .check(({ value, issues }) => {
    const wrong = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', input: value, path, message });
    const { imageType, prefix, images, reference } = value;
    if ((prefix === undefined) === (images === undefined))
      wrong(['prefix'], 'Name a prefix or images, one of the two.');
    const twice = images?.findIndex(({ key }, at) => images.findIndex((other) => other.key === key) < at) ?? -1;
    if (imageType === 'SATELLITE' && twice >= 0)
      wrong(['images', twice], 'Another image has this key, and their results would, too: look for them in two runs.');
    if (imageType === 'NAVAD' && value.groundSamplingDistance !== undefined)
      wrong(['groundSamplingDistance'], 'Only for SATELLITE: a flight says it itself.');
    if (imageType === 'SATELLITE' && reference.kind !== 'RASTER')
      wrong(['reference'], 'SATELLITE images are looked for in a raster: name one.');
    if (imageType === 'SATELLITE' && value.accuracyClass !== undefined)
      wrong(['accuracyClass'], 'Only for NAVAD: what is looked for has no accuracy of its own.');
  });

const { found, outcome, reason, geoJson, worldFile, overlay } = geolocalization.result.shape;
const located = z
  .object({ image: s3Object.describe('The image.'), outcome, found, reason, geoJson, worldFile, overlay })
  .meta({ id: 'LocatedImage', description: 'What became of an image that was looked for.' });

const { images, usable, manifest, map } = flightIngestion.result.shape;
const ingested = z
  .object({ images, usable, manifest, map })
  .meta({ id: 'IngestedFlight', description: 'The images of a flight; `children` of the run has all of it.' });

const { measured, horizontal, vertical, verdict } = flightAccuracy.result.shape;
const accuracy = z
  .object({ measured, horizontal, vertical, verdict, html: storedObject, json: storedObject, csv: storedObject })
  .meta({
    id: 'MeasuredFlight',
    description: 'How far the images of a flight are off; `children` of the run has all of it.',
  });

const result = z.object({
  ingestion: ingested.nullable().describe('Null for SATELLITE.'),
  accuracy: accuracy.nullable().describe('Null for SATELLITE.'),
  located: z.array(located).max(mostLocated).describe('Each image that was looked for; none for NAVAD.'),
});

const { NO_IMAGES, TOO_MANY_IMAGES, ...ofIngestion } = flightIngestion.errors;

export const imagingPipeline = defineWorkflow({
  name: 'imagingPipeline',
  description:
    'From the images of a flight to a report of their accuracy, or from images without coordinates to where they are.',
  taskQueue: 'imaging',
  input,
  result,
  workflowId: (asked, { hash }) => `imaging-${hash(asked)}`,
  reuse: 'allowDuplicate',
  labels: ({ imageType }) => ({ imageType }),
  steps: ['list', { take: 4 }, { measure: 4 }],
  errors: { ...geolocalization.errors, ...flightAccuracy.errors, ...ofIngestion, NO_IMAGES, TOO_MANY_IMAGES },
  activities: {
    list: defineActivity({
      step: 'list',
      input: z.object(source),
      output: z.object({ images: z.array(s3Object).max(mostLocated) }),
      startToClose: '10 minutes',
      heartbeat: '10 seconds',
      repeatable: 'reads only',
    }),
  },
});
