import * as z from 'zod';
import { httpUrl, list } from './env-values.ts';

/** Of a repository, or of a server; it becomes part of a URL. */
const model = z
  .string()
  .regex(
    /^(?!\.)[\w.:-]{1,100}(\/(?!\.)[\w.:-]{1,100})?$/,
    'Must be the name of a model, as gpt-image-2 or owner/name.',
  );

/** Who makes pictures besides OpenAI, in which order, and of what words nobody does. */
export const imageVariables = {
  HF_TOKEN: z.string().optional(),
  HF_BASE_URL: httpUrl.default('https://router.huggingface.co/hf-inference'),
  HF_IMAGE_MODEL: model.default('black-forest-labs/FLUX.1-schnell'),
  IMAGES_URL: httpUrl.optional(),
  IMAGES_KEY: z.string().optional(),
  IMAGES_MODEL: model.optional(),
  IMAGE_BACKENDS: list.pipe(z.array(z.enum(['openai', 'hugging-face', 'compatible']))),
  IMAGE_POLICY_FILE: z.string().optional(),
};

type Values = z.output<z.ZodObject<typeof imageVariables>>;

/** In a sentence that begins with the variable; null when nothing is wrong. */
export function imageProblem(v: Values): string | null {
  if (v.IMAGES_URL && !v.IMAGES_MODEL) return 'IMAGES_MODEL: Must name the model that IMAGES_URL is asked for.';
  if (!v.IMAGES_URL && (v.IMAGES_KEY ?? v.IMAGES_MODEL) !== undefined)
    return 'IMAGES_URL: Must say where, as another variable of IMAGES is set.';
  return null;
}

export const imageSettings = (v: Values) => ({
  huggingFace: { apiKey: v.HF_TOKEN, baseUrl: withoutSlash(v.HF_BASE_URL), model: v.HF_IMAGE_MODEL },
  /** Anybody who speaks as OpenAI's images API does; undefined: nobody. */
  compatibleImages:
    v.IMAGES_URL && v.IMAGES_MODEL
      ? { apiKey: v.IMAGES_KEY, baseUrl: withoutSlash(v.IMAGES_URL), model: v.IMAGES_MODEL }
      : undefined,
  /** Who makes pictures where nobody says, the first one first; empty: all that are set up. */
  imageBackends: v.IMAGE_BACKENDS,
  /** Path of a file of words that no picture is made of. */
  imagePolicyFile: v.IMAGE_POLICY_FILE,
});

const withoutSlash = (url: string) => url.replace(/\/+$/, '');
