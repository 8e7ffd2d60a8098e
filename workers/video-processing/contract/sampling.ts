import * as z from 'zod';

/** A hundred days, which is longer than any video. */
const mostSeconds = 8_640_000;
const mostTimes = 1000;

const seconds = z.number().min(0).max(mostSeconds);

/** Which frames are taken. */
export const sampling = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('ALL').describe('Every frame.'),
        keyFramesOnly: z
          .boolean()
          .default(false)
          .describe('Only key frames, which is quick: the others are not even decoded.'),
      })
      .describe('Every frame, or every key frame.')
      .meta({ id: 'AllFrames' }),
    z
      .object({
        kind: z.literal('EVERY_NTH').describe('Every n-th frame.'),
        n: z.int32().min(1).max(1_000_000).describe('2 is every other frame.'),
      })
      .describe('The first frame of the range, and every n-th after it.')
      .meta({ id: 'EveryNthFrame' }),
    z
      .object({
        kind: z.literal('FPS').describe('So many frames a second.'),
        fps: z.number().min(0.0001).max(240).describe('0.1 is one in ten seconds.'),
      })
      .describe(
        'The first frame at or after each of so many moments a second, from the beginning of the range. None comes twice: a ' +
          'video with fewer frames has no more of them.',
      )
      .meta({ id: 'FramesPerSecond' }),
    z
      .object({
        kind: z.literal('SCENES').describe('Where scenes change.'),
        threshold: z
          .number()
          .min(0.01)
          .max(1)
          .default(0.3)
          .describe('How much a frame has to differ from the one before, 0.01 to 1. Cuts are mostly above 0.3.'),
      })
      .describe('The first frame of each scene but the first one: where the picture changes at once.')
      .meta({ id: 'SceneChanges' }),
    z
      .object({
        kind: z.literal('TIMES').describe('At given times.'),
        seconds: z
          .array(seconds)
          .min(1)
          .max(mostTimes)
          .describe(`Seconds from the beginning of the video, up to ${mostTimes}.`),
      })
      .describe('The first frame at or after each of these times.')
      .meta({ id: 'FramesAtTimes' }),
  ])
  .describe('Which frames are taken.')
  .meta({ id: 'VideoSampling' });

/** The stretch of the video that frames are taken of. */
export const range = z
  .object({
    from: seconds.optional().describe('Seconds from the beginning of the video. Default: from the beginning.'),
    to: seconds.optional().describe('Seconds from the beginning of the video: frames before it. Default: to the end.'),
  })
  .refine(({ from = 0, to }) => to === undefined || to > from, {
    path: ['to'],
    error: 'Must be after `from`.',
  })
  .meta({ id: 'VideoRange', description: 'A stretch of a video.' });
