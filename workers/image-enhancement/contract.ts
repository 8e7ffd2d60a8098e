import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { withoutDefaults } from '../kit/defaults.ts';
import { modelName, modelUsage, pictureQuality, pictureSize } from '../kit/models.ts';
import { objectLocation, s3Object, storedObject, workObject } from '../kit/objects.ts';

const local = z
  .object({
    autoLevels: z.boolean().default(true).describe('Stretches the tones so that they use the whole range.'),
    clahe: z
      .number()
      .min(0)
      .max(10)
      .default(2)
      .describe('Local contrast: no tone gains more than this factor. 0 and 1 leave it as it is.'),
    denoise: z.int32().min(0).max(3).default(0).describe('Radius of a median filter in pixels; slow. 0 is off.'),
    gamma: z.number().min(0.2).max(5).default(1).describe('Above 1 brightens the middle tones, below 1 darkens them.'),
    saturation: z.number().min(0).max(3).default(1.1).describe('Factor on the strength of colours; 0 makes it grey.'),
    sharpen: z.number().min(0).max(10).default(0.8).describe('Sigma of the sharpening in pixels. 0 is off.'),
    upscale: z.int32().min(1).max(4).default(1).describe('Factor on width and height.'),
  })
  .meta({ id: 'LocalEnhancement', description: 'What the LOCAL backend changes. The defaults suit most photographs.' });

const openai = z
  .object({
    model: modelName.optional().describe("Default: the deployment's model for images."),
    size: pictureSize
      .optional()
      .describe(
        'Width and height of the result, as `1536x1024`: multiples of 16, at most 3:1, at most 3840 x 2160. Default: the ' +
          'proportions of the source, and its size as near as 1024 x 1024 to 2560 x 1440 pixels allow.',
      ),
    quality: pictureQuality.default('MEDIUM'),
  })
  .meta({ id: 'OpenaiEnhancement', description: 'What the OPENAI backend asks for.' });

const prompt = z.string().max(4000).optional();

const output = z
  .object({
    format: z
      .enum(['JPEG', 'PNG', 'WEBP', 'AVIF'])
      .default('JPEG')
      .describe('JPEG has no transparency: white instead.'),
    quality: z.int32().min(1).max(100).default(90).describe('1 to 100. PNG is lossless and ignores it.'),
    keepMetadata: z
      .boolean()
      .default(false)
      .describe('Keeps EXIF and XMP of the source, GPS position included. Without it, none of them.'),
  })
  .meta({ id: 'EnhancementOutput', description: 'The file to write. Its colours are always 8-bit sRGB.' });

const applied = z
  .object({
    sourceFormat: z.enum(['JPEG', 'PNG', 'WEBP', 'AVIF', 'TIFF']).describe('What the source is, by its content.'),
    pages: z.int32().describe('Pages or frames in the source. Only the first is used.'),
    orientation: z.int32().describe('EXIF orientation of the source, 1 to 8. The output is upright, which is 1.'),
    colour: z
      .enum(['SRGB', 'GREY', 'PROFILE', 'CMYK'])
      .describe('Colours of the source. PROFILE and CMYK were converted to sRGB.'),
    alpha: z.enum(['NONE', 'KEPT', 'FLATTENED']).describe('Transparency. FLATTENED: onto white.'),
    metadata: z.enum(['NONE', 'KEPT', 'DROPPED']).describe('EXIF and XMP. NONE: the source has none.'),
    levels: z
      .object({
        black: z.int32().describe('Source luma that became black, 0 to 255.'),
        white: z.int32().describe('Source luma that became white, 0 to 255.'),
      })
      .nullable()
      .describe('What autoLevels found; null when it was off.'),
    clahe: z.number().describe('Contrast limit. 0 and 1 are off.'),
    denoise: z.int32().describe('Median radius in pixels.'),
    gamma: z.number().describe('Gamma. 1 is neutral.'),
    saturation: z.number().describe('Saturation factor. 1 is neutral.'),
    sharpen: z.number().describe('Sigma in pixels.'),
    upscale: z.int32().describe('Factor on width and height.'),
    format: z.enum(['JPEG', 'PNG', 'WEBP', 'AVIF']).describe('Format of the output.'),
    quality: z.int32().nullable().describe('1 to 100; null for PNG, which is lossless.'),
  })
  .meta({ id: 'AppliedEnhancement', description: 'What was done to an image, with the values that took effect.' });

const generated = z
  .object({
    model: z.string().describe('The model that has made it.'),
    size: pictureSize,
    quality: pictureQuality,
    usage: modelUsage.describe('What the call took.'),
    costUsd: z.number().nullable().describe('US dollars; null when the model has no price here.'),
  })
  .meta({ id: 'GeneratedEnhancement', description: 'What a model was asked for, and what that took.' });

const pixels = { width: z.int32().describe('Pixels.'), height: z.int32().describe('Pixels.') };

const input = z
  .object({
    source: s3Object.describe('The image to enhance: JPEG, PNG, WebP, AVIF or TIFF.'),
    destination: objectLocation
      .optional()
      .describe(
        'Where the result goes. Default: `enhanced/` and the key of the source, with the extension of the output, in ' +
          'the bucket of the source. Runs with one destination replace the result of the run before, as `alps.tif` and ' +
          '`alps.jpg` or two settings for one source do by default: name a destination to keep both.',
      ),
    backend: z
      .enum(['LOCAL', 'OPENAI'])
      .default('LOCAL')
      .describe('What does the work. LOCAL runs on the worker itself; OPENAI needs a key, and each image costs money.'),
    local: local.prefault({}).describe('What the LOCAL backend changes.'),
    prompt: prompt.describe(
      'What the OPENAI backend shall change besides what a careful retoucher would, at most 4,000 characters.',
    ),
    openai: openai.prefault({}).describe('What the OPENAI backend asks for.'),
    output: output.prefault({}).describe('The file to write.'),
  })
  .refine(
    ({ source, destination }) => !destination || source.bucket !== destination.bucket || source.key !== destination.key,
    {
      path: ['destination'],
      error: 'The result must not replace its own source.',
    },
  )
  .check(({ value, issues }) => {
    // Silence would leave somebody waiting for a change that nobody makes.
    for (const path of chosenFor(value.backend === 'LOCAL' ? 'OPENAI' : 'LOCAL', value)) {
      issues.push({ code: 'custom', input: value, path, message: `Is not for the backend ${value.backend}.` });
    }
  });

/** Paths of what was chosen for a backend, beyond its defaults. */
function chosenFor(
  backend: 'LOCAL' | 'OPENAI',
  value: { local: unknown; openai: unknown; prompt?: string | undefined },
): string[][] {
  if (backend === 'LOCAL')
    return Object.keys(withoutDefaults(local, value.local) as object).map((key) => ['local', key]);
  const fields = Object.keys(withoutDefaults(openai, value.openai) as object).map((key) => ['openai', key]);
  return value.prompt === undefined ? fields : [['prompt'], ...fields];
}

/** What the header says, and which version of the source it says it of. */
const imageFacts = z.object({
  etag: z.string().describe('The version that was looked at, and that is enhanced.'),
  bytes: z.int().describe('Size of the source in bytes.'),
  ...pixels,
  destination: objectLocation.describe('Where the result will go.'),
});

/** A picture as a model has made it. */
const editedImage = z.object({ key: workObject.shape.key, generated });

/** What a result says besides where it is. `generated` came later: what older workers stored has none. */
const outcome = {
  ...pixels,
  applied: applied.nullable().describe('What was done; null when a model has done it.'),
  generated: generated.nullable().default(null).describe('What a model was asked for; null for the LOCAL backend.'),
};

/** The enhanced image while it is still an intermediate object. */
const enhancedImage = z.object({ work: workObject, ...outcome });

export const imageEnhancement = defineWorkflow({
  name: 'imageEnhancement',
  description: 'Enhances one stored image and stores the result beside it.',
  taskQueue: 'media',
  input,
  result: z.object({ output: storedObject, ...outcome }),
  detail: z.object({
    phase: z.enum(['READ', 'DECODE', 'DENOISE', 'TONE', 'ENCODE', 'WRITE']).describe('What is being done.'),
    done: z.int().describe('Units of this phase that are done. DECODE and ENCODE go from none to all at once.'),
    total: z.int().describe('Units of this phase.'),
    unit: z.enum(['BYTES', 'ROWS']).describe('What this phase counts.'),
  }),
  workflowId: (input, { hash }) => `enhance-${hash(input)}`,
  reuse: 'allowAfterFailure',
  steps: ['inspect', { enhance: 8 }, 'store'], // enhancing takes about eight times as long as the others
  errors: {
    SOURCE_NOT_FOUND: 'The source object does not exist, or not in the version that was asked for.',
    DESTINATION_NOT_ALLOWED: 'No result may be stored at this key. Name another destination.',
    UNSUPPORTED_FORMAT: 'The source is not a JPEG, PNG, WebP, AVIF or TIFF image.',
    CORRUPT_IMAGE: 'The source is damaged or incomplete.',
    IMAGE_TOO_LARGE: 'The image exceeds a limit on bytes, pixels, side length or time.',
    MODERATION_BLOCKED: 'OpenAI does not make such a picture.',
    PROVIDER_REJECTED:
      'OpenAI does not accept the key, or wants to be paid first. The message names the variable to set.',
    PROVIDER_BUSY: 'OpenAI had too many requests, or was failing, each time it was tried.',
  },
  activities: {
    inspect: defineActivity({
      step: 'inspect',
      input,
      output: imageFacts,
      startToClose: '2 minutes',
      repeatable: 'reads only',
    }),
    enhance: defineActivity({
      step: 'enhance',
      input: z.object({ source: s3Object, local, output, facts: imageFacts }),
      output: enhancedImage,
      startToClose: '15 minutes',
      heartbeat: '10 seconds',
      retry: { attempts: 3 },
      repeatable: "writes to this run's work key; a stored answer is used again",
    }),
    edit: defineActivity({
      step: 'enhance',
      input: z.object({ source: s3Object, prompt, openai, facts: imageFacts }),
      output: editedImage,
      taskQueue: 'ai', // it waits for others, and takes none of the places of work that needs a processor
      startToClose: '5 minutes', // pictures take up to two
      heartbeat: '10 seconds',
      retry: { attempts: 4, initialInterval: '2 seconds' },
      repeatable: 'a stored answer is used again, so it is not paid for twice',
    }),
    encode: defineActivity({
      step: 'enhance',
      input: z.object({ source: s3Object, output, facts: imageFacts, edited: editedImage }),
      output: enhancedImage,
      startToClose: '15 minutes',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    store: defineActivity({
      step: 'store',
      input: z.object({ enhanced: enhancedImage, destination: objectLocation }),
      output: z.object({ output: storedObject, ...outcome }),
      startToClose: '2 minutes',
      repeatable: 'copies the same bytes to the same key',
    }),
  },
});
