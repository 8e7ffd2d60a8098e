import * as z from 'zod';

/** One frame: a line of the manifest. The lines are in the order in which frames are shown, and none is missing between. */
export const videoFrame = z.object({
  index: z.int().nonnegative().describe('From 0, of the lines.'),
  frame: z
    .int()
    .nonnegative()
    .nullable()
    .describe('Number of the frame in the video, from 0; null where frames were not counted.'),
  pts: z
    .int()
    .describe('When it is shown, in ticks of the time base of the video, as `ffmpeg -copyts -f framemd5` says it.'),
  seconds: z.number().describe('The same in seconds.'),
  key: z
    .string()
    .nullable()
    .describe('Of the picture, in the bucket of the manifest; null where pictures are not stored.'),
  bytes: z.int().nonnegative().nullable().describe('Of the picture.'),
  sha256: z.string().nullable().describe('Of the picture, in hex.'),
});
export type VideoFrame = z.output<typeof videoFrame>;
