import * as z from 'zod';

const quality = z.int32().min(1).max(100);

const frames = z
  .object({
    format: z.enum(['JPEG', 'PNG', 'WEBP']).default('JPEG').describe('Of each picture.'),
    quality: quality.default(85).describe('1 to 100. PNG is lossless and ignores it.'),
  })
  .meta({ id: 'FramesOutput', description: 'A picture of each frame.' });

const contactSheet = z
  .object({
    columns: z.int32().min(1).max(10).default(5).describe('Pictures side by side.'),
    rows: z.int32().min(1).max(10).default(4).describe('Pictures one below the other, at most.'),
    width: z.int32().min(40).max(480).default(320).describe('Pixels of the longer side of each of them.'),
  })
  .meta({ id: 'ContactSheetOutput', description: 'One picture with many small ones: frames from all over the video.' });

const video = z
  .object({
    codec: z
      .enum(['H264', 'VP9'])
      .default('H264')
      .describe('H264: an MP4 file. VP9: a WebM file, and several times slower.'),
    quality: quality.default(70).describe('1 to 100.'),
    keepAudio: z.boolean().default(true).describe('Whether it has the sound of the source, where that has any.'),
  })
  .meta({ id: 'VideoOutput', description: 'A video of the frames, each shown when it was in the source.' });

/** What is made of the frames. */
export const output = z
  .object({
    frames: frames.optional().describe('A picture of each frame.'),
    contactSheet: contactSheet.optional().describe('One picture with many small ones, as JPEG.'),
    video: video.optional().describe('A video of the frames, each shown when it was in the source.'),
  })
  .refine((asked) => asked.frames !== undefined || asked.contactSheet !== undefined || asked.video !== undefined, {
    error: 'Say frames, contactSheet, video, or several of them.',
  })
  .describe('What is made of the frames: at least one of these.')
  .meta({ id: 'VideoProcessingOutput' });
