import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { bucket, objectPrefix, s3Object, storedObject, workObject } from '../kit/objects.ts';
import { mediaInformation } from './contract/media.ts';
import { operation } from './contract/operations.ts';
import { output } from './contract/output.ts';
import { range, sampling } from './contract/sampling.ts';

/** Problems and lost segments that a result lists. */
export const mostListed = 50;
const mostOperations = 12;
const mostFramesEver = 1_000_000;

const count = z.int32();

/** Many may share it, those of a batch, too, other than the kit's: each input has a place of its own below. */
const destination = z
  .object({ bucket, prefix: objectPrefix })
  .meta({ id: 'VideoDestination', description: 'What the keys of the results begin with.' });

const input = z.object({
  source: s3Object.describe('The video: MP4, MOV, Matroska, WebM, AVI, MPEG-TS, MPEG-PS, FLV, Ogg or ASF.'),
  sampling,
  range: range.prefault({}).describe('The part of the video that frames are taken of. Default: all of it.'),
  operations: z
    .array(operation)
    .max(mostOperations)
    .default([])
    .describe(`What is done to each frame, in this order, up to ${mostOperations}.`),
  output: output
    .prefault({ frames: {} })
    .describe('What is made of the frames: at least one of these. Default: a JPEG of each.'),
  destination: destination
    .optional()
    .describe(
      'What the keys of the results begin with. The key of the source is added, and a folder whose name stands for this very input, ' +
        'so that results never mix, those of a batch neither; the result says where all is. What a run that fails or is ' +
        'cancelled has stored there is deleted. Default: `videos/` in the bucket of the source.',
    ),
  segmentsAtOnce: z
    .int32()
    .min(1)
    .max(32)
    .default(4)
    .describe('Segments that are worked on at the same time, over all workers.'),
  lostSegments: z
    .enum(['FAIL', 'SKIP'])
    .default('FAIL')
    .describe(
      'What a segment that fails for good does: FAIL ends the run with its error, SKIP goes on without its frames and lists it.',
    ),
  mostFrames: z
    .int32()
    .min(1)
    .max(mostFramesEver)
    .default(100_000)
    .describe('More frames than these are an error, as soon as it is known.'),
});

const lostSegment = z
  .object({
    index: count.describe('Of the segment, from 0.'),
    start: z.number().describe('Seconds from where the video begins.'),
    end: z.number().nullable().describe('Seconds; null for the last segment.'),
    code: z.string().describe('What it failed of.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'LostSegment', description: 'A segment that failed for good, whose frames are missing.' });

const frameCounts = z
  .object({
    promised: count
      .nullable()
      .describe(
        'Frames that all of the video has by its header; `media.video.framesFrom` says whether it counts them, or says how long they take. Null where it says neither.',
      ),
    expected: count
      .nullable()
      .describe('Frames that should have been decoded for what was asked for; null where they were not counted.'),
    decoded: count.describe(
      'Frames of the range that could be decoded. Where only key frames are asked for, only they are.',
    ),
    sampled: count.describe('Frames of these that were asked for.'),
    processed: count.describe('Frames of these that were processed, and are in the manifest.'),
    failed: count.describe('Frames of those expected that could not be decoded; the problems say why.'),
  })
  .meta({ id: 'VideoFrameCounts', description: 'How many frames there are, and what became of them.' });

const result = z.object({
  media: mediaInformation.describe('What the source is.'),
  complete: z
    .boolean()
    .describe('Whether every frame that the source promises in the range was decoded. False for a truncated file.'),
  frames: frameCounts.describe('How many frames there are, and what became of them.'),
  problemCount: count.describe('All problems.'),
  problems: z
    .array(z.string())
    .describe(`What is wrong with the source, and why frames failed, each in a sentence; the first ${mostListed}.`),
  segments: count.describe('Segments the video was worked on in.'),
  lostSegments: z.array(lostSegment).describe(`Segments that failed for good, up to ${mostListed}.`),
  lostSegmentCount: count.describe('How many they are.'),
  framesPerSecond: z.number().describe('Processed frames by the seconds from the first segment to the last.'),
  manifest: storedObject.describe(
    'A line of JSON for each processed frame, in order: index, frame, pts, seconds, key, bytes, sha256.',
  ),
  contactSheet: storedObject.nullable().describe('Null when none was asked for.'),
  video: storedObject.nullable().describe('Null when none was asked for.'),
  destination: destination.describe('Where all of it is.'),
});

/** The source and the pictures of overlays as they were found, in that very version. */
const analysed = z.object({
  source: s3Object,
  bytes: z.int(),
  operations: z.array(operation),
  media: mediaInformation,
  destination: z.object({ bucket: z.string(), prefix: z.string() }),
  /** Whether nothing complete is there: what a run that fails has stored is then deleted. */
  removable: z.boolean(),
});

const planned = z.object({
  /** All that a segment needs to know. */
  plan: workObject,
  segments: count,
  /** Frames that will be processed, or about so many; null where that is not known. */
  sampled: count.nullable(),
  startedAt: z.number(),
});

export const videoProcessing = defineWorkflow({
  name: 'videoProcessing',
  description:
    'Takes frames out of a stored video, processes them, and stores them as pictures, a contact sheet or a video.',
  taskQueue: 'video',
  input,
  result,
  detail: z.object({
    segment: count.describe('The segment that has spoken last, from 1.'),
    segments: count.describe('How many there are.'),
    seconds: z.number().describe('Where in the video its newest frame is.'),
    framesPerSecond: z.number().describe('Frames of this segment by the seconds since this attempt has begun.'),
  }),
  workflowId: (asked, { hash }) => `video-${hash(asked)}`,
  reuse: 'allowDuplicate',
  steps: ['analyse', 'plan', { process: 20 }, { assemble: 2 }],
  errors: {
    SOURCE_NOT_FOUND: 'The source does not exist, or not in the version that was asked for.',
    NOT_A_VIDEO: 'The source is no video, or of a kind that is not taken. Convert it to MP4 or Matroska.',
    UNREADABLE_VIDEO: 'The source is a video, but too damaged to begin with.',
    TOO_LARGE:
      'Pictures of the video, or the video that was asked for, are too large. The message says what to change.',
    TOO_MANY_FRAMES: 'More frames than `mostFrames`. Take fewer by `sampling` or `range`, or raise it.',
    NOTHING_SAMPLED: 'No frame of the video is in the range and fits the sampling.',
    SEGMENT_FAILED:
      'A segment of the video could not be processed. With lostSegments: SKIP the run goes on without it.',
    OVERLAY_INVALID: 'The picture to lay over the frames does not exist, or is no PNG, JPEG or WebP of a sane size.',
    DESTINATION_NOT_ALLOWED: 'No result may be stored there. Name another destination.',
    SCRATCH_FULL: 'The disk of the worker had no room left for its work. Give TMPDIR more, or work on less at once.',
    FFMPEG_MISSING: 'The worker has no ffmpeg. Install it there: `apt-get install ffmpeg`.',
  },
  activities: {
    analyse: defineActivity({
      step: 'analyse',
      input,
      output: analysed,
      startToClose: '10 minutes',
      heartbeat: '10 seconds',
      repeatable: 'reads only',
    }),
    withdraw: defineActivity({
      step: 'analyse',
      input: z.object({ destination: analysed.shape.destination }),
      output: z.object({}),
      startToClose: '1 hour',
      repeatable: 'deletes what is left',
    }),
    plan: defineActivity({
      step: 'plan',
      input: z.object({ input, analysed }),
      output: planned,
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    process: defineActivity({
      step: 'process',
      input: z.object({ plan: workObject, segment: count, segments: count }),
      output: z.object({ folder: z.string(), frames: count }),
      startToClose: '1 day',
      scheduleToClose: '3 days',
      heartbeat: '10 seconds',
      // A worker that dies takes one, and three may do so while they work on the same segment.
      retry: { attempts: 4 },
      repeatable: 'goes on after the last frames that were recorded, and writes a frame again under the same key',
    }),
    assemble: defineActivity({
      step: 'assemble',
      input: z.object({
        plan: workObject,
        startedAt: z.number(),
        /** Below it is what segments have stored. */
        folder: z.string(),
        lost: z.array(z.object({ segment: count, code: z.string(), message: z.string() })),
      }),
      output: result,
      startToClose: '12 hours',
      heartbeat: '10 seconds',
      repeatable: 'writes the same results to the same keys',
    }),
  },
});

export type AnalysedVideo = z.output<typeof analysed>;
export type PlannedVideo = z.output<typeof planned>;
export type VideoInput = z.output<typeof input>;
export type VideoResult = z.output<typeof result>;
