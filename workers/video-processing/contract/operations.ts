import * as z from 'zod';
import { s3Object } from '../../kit/objects.ts';

/** Pixels of a side. */
const side = z.int32().min(1).max(8192);
const corner = z
  .enum(['TOP_LEFT', 'TOP_RIGHT', 'BOTTOM_LEFT', 'BOTTOM_RIGHT', 'CENTRE'])
  .meta({ id: 'PictureCorner', description: 'Where something is put on the picture.' });

const resize = z
  .object({
    kind: z.literal('RESIZE').describe('Another size.'),
    width: side.optional().describe('Pixels.'),
    height: side.optional().describe('Pixels. Of one length alone, the other follows.'),
    fit: z
      .enum(['INSIDE', 'FILL'])
      .default('INSIDE')
      .describe(
        'INSIDE: keeps its proportions, fits into both lengths, and is never enlarged. FILL: has both lengths exactly.',
      ),
  })
  .refine(({ width, height }) => width !== undefined || height !== undefined, {
    path: ['width'],
    error: 'Say width, height, or both.',
  })
  .describe('Another size.')
  .meta({ id: 'ResizeFrame' });

const crop = z
  .object({
    kind: z.literal('CROP').describe('A part of the picture.'),
    x: z.int32().min(0).max(16_384).describe('Pixels from the left.'),
    y: z.int32().min(0).max(16_384).describe('Pixels from the top.'),
    width: side.describe('Pixels.'),
    height: side.describe('Pixels. What lies outside of the picture is cut off.'),
  })
  .describe('A part of the picture.')
  .meta({ id: 'CropFrame' });

const grayscale = z
  .object({
    kind: z.literal('GRAYSCALE').describe('Without colours.'),
    weights: z
      .enum(['LUMA'])
      .default('LUMA')
      .describe('LUMA: the brightness that the video itself has for each pixel.'),
  })
  .describe('Without colours.')
  .meta({ id: 'GrayscaleFrame' });

const blur = z
  .object({
    kind: z.literal('BLUR').describe('Gaussian blur.'),
    sigma: z.number().min(0.1).max(100).describe('Standard deviation in pixels.'),
  })
  .describe('Gaussian blur.')
  .meta({ id: 'BlurFrame' });

const edges = z
  .object({
    kind: z.literal('EDGES').describe('Edges.'),
    low: z.number().min(0).max(1).default(0.08).describe('Threshold, 0 to 1: weaker edges are none.'),
    high: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe('Threshold, 0 to 1: stronger edges are always some. Those between are where they join a strong one.'),
  })
  .refine(({ low, high }) => low <= high, { path: ['high'], error: 'Must not be below `low`.' })
  .describe('White edges on black, by Canny’s method.')
  .meta({ id: 'EdgesOfFrame' });

const annotate = z
  .object({
    kind: z.literal('ANNOTATE').describe('Text on the picture.'),
    text: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}]*$/u, { error: 'Must not have control characters.' })
      .optional()
      .describe('Any text, on one line; stands before what `show` says.'),
    show: z
      .enum(['FRAME_NUMBER', 'TIME_CODE'])
      .optional()
      .describe('FRAME_NUMBER: of the frame in the video, from 0. TIME_CODE: hours, minutes, seconds and thousandths.'),
    corner: corner.default('TOP_LEFT').describe('Where it is put.'),
    size: z.int32().min(6).max(400).default(24).describe('Height of the letters in pixels.'),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, { error: 'Must be such as #ffcc00.' })
      .default('#ffffff')
      .describe('Of the letters, such as `#ffcc00`.'),
  })
  .refine(({ text, show }) => text !== undefined || show !== undefined, {
    path: ['text'],
    error: 'Say text, show, or both.',
  })
  .describe('Text, the number of the frame, or its time, on the picture.')
  .meta({ id: 'AnnotateFrame' });

const denoise = z
  .object({
    kind: z.literal('DENOISE').describe('Less noise.'),
    strength: z.number().min(0.01).max(1).default(0.3).describe('How much is taken for noise, up to 1.'),
  })
  .describe('Takes noise away.')
  .meta({ id: 'DenoiseFrame' });

const sharpen = z
  .object({
    kind: z.literal('SHARPEN').describe('Sharper.'),
    amount: z.number().min(0.01).max(1).default(0.3).describe('How much, up to 1.'),
  })
  .describe('Makes it sharper.')
  .meta({ id: 'SharpenFrame' });

const overlay = z
  .object({
    kind: z.literal('OVERLAY').describe('A picture on the picture.'),
    image: s3Object.describe('PNG, JPEG or WebP; transparent where it is.'),
    corner: corner.default('BOTTOM_RIGHT').describe('Where it is put.'),
    margin: z.int32().min(0).max(4096).default(16).describe('Pixels between it and the edges of the picture.'),
    width: side.optional().describe('Pixels that it is made wide. Default: as wide as it is.'),
    opacity: z.number().min(0.01).max(1).default(1).describe('1 hides what is below it.'),
  })
  .describe('A picture, such as a logo, on the picture.')
  .meta({ id: 'OverlayFrame' });

/** One thing that is done to each frame. */
export const operation = z
  .discriminatedUnion('kind', [resize, crop, grayscale, blur, edges, annotate, denoise, sharpen, overlay])
  .describe('One thing that is done to each frame. Lengths are pixels of the picture as it is by then, upright.')
  .meta({ id: 'FrameOperation' });
