import * as z from 'zod';

/** Limits of a picture that a model makes: the documentation of OpenAI's image models, under size and quality. */
const multiple = 16;
const longestSide = 3840;
const longestRatio = 3;
const mostPixels = 3840 * 2160;

/** Sides of a size such as `1536x1024`; NaN for what is none. */
export function parsePictureSize(size: string): { width: number; height: number } {
  const [, width, height] = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(size) ?? [];
  return { width: Number(width ?? NaN), height: Number(height ?? NaN) };
}

/** The size that a model makes which is nearest to the one wanted, with its proportions as far as they are allowed. */
export function nearestPictureSize(
  wanted: { width: number; height: number },
  { least, most }: { least: number; most: number },
): string {
  const { width, height } = wanted;
  const pixels = Math.min(Math.max(width * height, least), most);
  const ratio = Math.min(Math.max(width, height) / Math.min(width, height), longestRatio);
  const short = toMultiple(Math.sqrt(pixels / ratio));
  // Rounding must not make it too long for its short side.
  const long = Math.min(toMultiple(Math.sqrt(pixels * ratio)), short * longestRatio);
  return width >= height ? `${long}x${short}` : `${short}x${long}`;
}

const toMultiple = (side: number) => Math.round(side / multiple) * multiple;

/** In one sentence; null when nothing is wrong. */
function sizeProblem(size: string): string | null {
  const { width, height } = parsePictureSize(size);
  if (!(width > 0 && height > 0)) return 'Must be width and height in pixels, as 1536x1024.';
  if (width % multiple > 0 || height % multiple > 0) return `Both sides must be multiples of ${multiple}.`;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (long > longestSide || width * height > mostPixels) return 'Must have at most 3840 x 2160 pixels.';
  if (long > short * longestRatio) return `No side may be more than ${longestRatio} times as long as the other.`;
  return null;
}

/** The size of a picture that a model makes. */
export const pictureSize = z
  .string()
  .check(({ value, issues }) => {
    const message = sizeProblem(value);
    if (message) issues.push({ code: 'custom', input: value, message });
  })
  .describe('Width and height in pixels, as `1536x1024`: multiples of 16, at most 3:1, at most 3840 x 2160.');

/** How much a model works on a picture. */
export const pictureQuality = z
  .enum(['LOW', 'MEDIUM', 'HIGH', 'XHIGH', 'MAX'])
  .describe('How much the model works on it; the price grows with it. XHIGH and MAX are for the newest models.');

export const modelName = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'Must be the name of a model, as gpt-image-2.')
  .describe('Name of a model, as its provider calls it.');

/** What calls of models took, for results of workflows: the same kinds of token that costs are counted in. */
export const modelUsage = z
  .object({
    input: z.int().describe('Tokens of text that went in, those of the cache not among them.'),
    output: z.int().describe('Tokens of text that came out.'),
    cacheRead: z.int().describe('Tokens that were read from the cache.'),
    cacheWrite: z.int().describe('Tokens that were put into the cache.'),
    imageInput: z.int().describe('Tokens of images that went in.'),
    imageOutput: z.int().describe('Tokens of images that came out.'),
    images: z.int32().describe('Images that were made.'),
  })
  .meta({ id: 'ModelUsage', description: 'What a call of a model took. Each token is counted once.' });
