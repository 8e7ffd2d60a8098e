import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { bucket, destinationPrefix, objectPrefix, s3Object, storedObject, workObject } from '../kit/objects.ts';
import { imageProblem } from './manifest.ts';

/** More are no list for people; the manifest has all. */
export const mostProblems = 50;
const mostNamed = 100;

const source = z.object({
  prefix: z
    .object({ bucket, prefix: objectPrefix })
    .meta({ id: 'FlightPrefix', description: 'Where the images of a flight are.' })
    .optional()
    .describe('All images under it: JPEG, TIFF, PNG, WebP, HEIF and AVIF, known by their names.'),
  images: z
    .array(s3Object)
    .min(1)
    .max(mostNamed)
    .optional()
    .describe(`Or images one by one, up to ${mostNamed}; more are named by a prefix.`),
});
export type FlightSource = z.output<typeof source>;

const settings = {
  groundHeight: z
    .number()
    .min(-500)
    .max(9000)
    .optional()
    .describe(
      'Height of the ground in metres, above what the altitudes of the images are above. Default: the height of the take-off, ' +
        'where the images tell it.',
    ),
  sensorWidthMm: z
    .number()
    .min(0.5)
    .max(200)
    .optional()
    .describe('Width of the sensor, its longer side, in millimetres. Default: from what the images say.'),
  near: z
    .object({
      lon: z.number().min(-180).max(180).describe('Degrees, east is positive.'),
      lat: z.number().min(-90).max(90).describe('Degrees, north is positive.'),
    })
    .meta({ id: 'RoughPosition', description: 'About where, by WGS 84, to some kilometres.' })
    .optional()
    .describe('About where the flight was. Without it, images are compared with each other, and cannot all be wrong.'),
  maximumSpeed: z
    .number()
    .min(1)
    .max(1000)
    .default(120)
    .describe('Metres a second; a position that asks for more is not believed.'),
  minimumOverlap: z
    .number()
    .min(0)
    .max(0.99)
    .default(0.6)
    .describe('Part of an image that the next one on its line should show too.'),
};

const input = z
  .object({
    ...source.shape,
    destination: destinationPrefix
      .optional()
      .describe('Where manifest and map go. Default: `ingested/` and the prefix, in the same bucket.'),
    ...settings,
  })
  .check(({ value, issues }) => {
    if ((value.prefix === undefined) === (value.images === undefined)) {
      issues.push({
        code: 'custom',
        input: value,
        path: ['prefix'],
        message: 'Name a prefix or images, one of the two.',
      });
    }
  });

const listing = z.object({
  list: workObject,
  images: z.int32(),
  others: z.int32(),
  destination: destinationPrefix,
});

const number = z.number().nullable();

const result = z.object({
  images: z.int32().describe('Images that were looked at.'),
  usable: z.int32().describe('Those with a position that can be relied on.'),
  footprints: z.int32().describe('Those of which it is known what they show of the ground.'),
  otherObjects: z.int32().describe('Objects beside them that are not images by their names.'),
  problemCounts: z
    .array(
      z
        .object({ code: imageProblem.shape.code, images: z.int32().describe('How many have it.') })
        .meta({ id: 'FlightProblemCount', description: 'How often something is wrong.' }),
    )
    .describe('What is wrong, and how often.'),
  problems: z
    .array(
      z
        .object({
          bucket: z.string().describe('Where it is.'),
          key: z.string().describe('Where it is.'),
          ...imageProblem.shape,
        })
        .meta({ id: 'FlightProblem', description: 'What is wrong with an image.' }),
    )
    .max(mostProblems)
    .describe(`Up to ${mostProblems} of them, the first of each kind; the manifest has all.`),
  flights: z.int32().describe('Lines on the map: one for each folder and camera.'),
  lengthMetres: z.number().describe('Length of all lines, in metres.'),
  firstTakenAt: z.iso.datetime({ offset: true }).nullable().describe('Time of the first image, with its offset.'),
  lastTakenAt: z.iso.datetime({ offset: true }).nullable().describe('Time of the last one.'),
  groundSamplingDistance: number.describe('Median, in metres a pixel.'),
  groundHeight: number.describe('The height of the ground that footprints are on: as given, or that of the take-off.'),
  overlap: number.describe('Median part of an image that the next one on its line shows too.'),
  rtkFixed: z.int32().describe('Images with a fixed RTK solution.'),
  bounds: z
    .object({
      west: z.number().describe('Degrees.'),
      south: z.number().describe('Degrees.'),
      east: z.number().describe('Degrees; above 180 when it is across the date line.'),
      north: z.number().describe('Degrees.'),
    })
    .meta({ id: 'FlightBounds', description: 'Where all usable images were taken.' })
    .nullable()
    .describe('Null when none is usable.'),
  manifest: storedObject.describe('One line of JSON for each image.'),
  map: storedObject.describe('GeoJSON: flight lines and footprints.'),
});

const counts = {
  unreadable: z.int32().describe('Images so far that cannot be read.'),
  withoutPosition: z.int32().describe('Images so far that have no position.'),
};

export const flightIngestion = defineWorkflow({
  name: 'flightIngestion',
  description:
    'Takes in the images of a flight: what each says of itself, what is wrong with it, and what it shows of the ground.',
  taskQueue: 'imaging',
  input,
  result,
  detail: z.object(counts),
  workflowId: (value, { hash }) => `flight-${hash(value)}`,
  reuse: 'allowDuplicate',
  steps: ['list', { read: 8 }, 'check'],
  errors: {
    NO_IMAGES: 'There are no images at that place. Check the bucket and the prefix.',
    TOO_MANY_IMAGES: 'There are more images than one run takes. Take a flight at a time, by a longer prefix.',
    DESTINATION_NOT_ALLOWED: 'No result may be stored there. Name another destination.',
  },
  activities: {
    list: defineActivity({
      step: 'list',
      input,
      output: listing,
      startToClose: '30 minutes',
      heartbeat: '10 seconds',
      repeatable: "lists, and writes to this run's work key",
    }),
    read: defineActivity({
      step: 'read',
      input: z.object({ listing, sensorWidthMm: settings.sensorWidthMm }),
      output: z.object({ parts: z.array(workObject.shape.key) }),
      checkpoint: z.object({ parts: z.int32(), ...counts }),
      startToClose: '12 hours',
      heartbeat: '6 seconds',
      retry: { attempts: 5 },
      repeatable: 'parts that are stored are not read again, and a part has one key however often it is written',
    }),
    check: defineActivity({
      step: 'check',
      input: z.object({ ...settings, listing, parts: z.array(workObject.shape.key) }),
      output: result,
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      repeatable: 'reads what is stored, and writes the same to the same keys',
    }),
  },
});
