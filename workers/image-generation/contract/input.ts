import * as z from 'zod';
import { pictureQuality, pictureSize } from '../../kit/models.ts';
import { destinationPrefix, s3Object } from '../../kit/objects.ts';
import { onBehalfOf } from '../../kit/on-behalf-of.ts';
import { words } from '../../kit/words.ts';

const mostImages = 10;
const mostPrompt = 4000;
const mostStyle = 200;

export const backendName = z
  .enum(['OPENAI', 'HUGGING_FACE', 'COMPATIBLE'])
  .describe('Who makes the pictures. COMPATIBLE: the server at IMAGES_URL, which speaks as OpenAI does.');

export const style = z
  .enum([
    'PHOTOREALISTIC',
    'DIGITAL_ART',
    'OIL_PAINTING',
    'WATERCOLOR',
    'ANIME',
    'SKETCH',
    'ABSTRACT',
    'CYBERPUNK',
    'FANTASY',
    'MINIMALIST',
  ])
  .describe('How it shall look.');

const backend = z
  .object({
    backend: backendName,
    model: z
      .string()
      .regex(
        /^(?!\.)[\w.:-]{1,100}(\/(?!\.)[\w.:-]{1,100})?$/,
        'Must be the name of a model, as gpt-image-2 or owner/name.',
      )
      .optional()
      .describe("Name of the model, as they call it. Default: the deployment's."),
  })
  .meta({ id: 'GenerationBackend', description: 'Who makes pictures, and with which model.' });

const from = z
  .object({
    image: z.uuid().describe('The `uuid` of a picture of the gallery.'),
    how: z
      .enum(['VARIATION', 'EDIT', 'UPSCALE'])
      .describe(
        'VARIATION: another picture of the same. EDIT: changed as the prompt says. UPSCALE: the same, larger, by plain resampling: ' +
          'nothing is invented, and nothing is charged.',
      ),
    factor: z.int32().min(2).max(4).default(2).describe('Of UPSCALE: factor on width and height.'),
    mask: s3Object.optional().describe('Of EDIT: a picture that is transparent where something may change.'),
  })
  .meta({ id: 'GenerationSource', description: 'An earlier picture to start from.' });

export const imageGenerationInput = z
  .object({
    prompt: words(mostPrompt)
      .optional()
      .describe(`What to make, up to ${mostPrompt} characters; with EDIT, what to change. A VARIATION needs none.`),
    style: style.optional(),
    ownStyle: words(mostStyle)
      .optional()
      .describe(`Instead of a style: how it shall look, up to ${mostStyle} characters.`),
    size: pictureSize
      .optional()
      .describe(
        'Width and height in pixels, as `1536x1024`: multiples of 16, at most 3:1, at most 3840 x 2160. Default: 1024x1024, or the proportions of the picture it starts from.',
      ),
    count: z.int32().min(1).max(mostImages).default(1).describe(`How many pictures, up to ${mostImages}.`),
    quality: pictureQuality.default('MEDIUM'),
    seed: z
      .int32()
      .min(0)
      .optional()
      .describe(
        'The same seed, model and words give about the same picture; of several, each has the seed after the one before. OpenAI takes none. Default: one by chance, which the result names.',
      ),
    format: z.enum(['PNG', 'JPEG', 'WEBP', 'AVIF']).default('PNG').describe('Of the files. PNG loses nothing.'),
    from: from.optional(),
    backends: z
      .array(backend)
      .max(5)
      .default([])
      .describe(
        "Who is asked: the first, and the next where that one is not to be had, finds the request wrong, or makes a picture that is not fit. Who refuses what a picture shows is not got round. None: the deployment's order.",
      ),
    onBehalfOf: onBehalfOf.optional(),
    destination: destinationPrefix
      .optional()
      .describe(
        "What the keys of the pictures begin with. Default: `generated/` in the deployment's bucket, where nobody else writes.",
      ),
  })
  .check(({ value, issues }) => {
    const issue = (path: string[], message: string) => issues.push({ code: 'custom', input: undefined, path, message });
    const { from: source, style: preset, ownStyle, backends, seed, count } = value;
    if (preset && ownStyle !== undefined) issue(['ownStyle'], 'Give either `style` or `ownStyle`.');
    if (value.prompt === undefined && (!source || source.how === 'EDIT')) issue(['prompt'], 'Say what to make.');
    if (source?.mask && source.how !== 'EDIT') issue(['from', 'mask'], 'Is for EDIT only.');
    if (source?.how === 'UPSCALE') {
      const idle = ['style', 'ownStyle', 'prompt', 'size', 'seed'] as const;
      const given = [
        ...idle.filter((field) => value[field] !== undefined),
        ...(backends.length > 0 ? ['backends'] : []),
      ];
      for (const field of given) issue([field], 'Has no use with UPSCALE, which makes nothing new.');
      if (count > 1) issue(['count'], 'An UPSCALE makes one picture.');
    }
    const named = new Set(backends.map(({ backend: name }) => name));
    if (seed !== undefined && named.size === 1 && named.has('OPENAI')) issue(['seed'], 'OpenAI takes no seed.');
    if (source && named.has('HUGGING_FACE')) issue(['backends'], 'HUGGING_FACE makes pictures of words only.');
  });

export type BackendName = z.output<typeof backendName>;
