import * as z from 'zod';
import { readYamlFile } from '../yaml-file.ts';
import { defaultModels } from './default-models.ts';
import { qualities, type Model } from './model.ts';

const tokens = z.number().int().positive();
const price = z.number().nonnegative().max(100_000);
const prices = z
  .strictObject({
    input: price,
    output: price,
    cacheRead: price.optional(),
    cacheWrite: price.optional(),
    imageInput: price.optional(),
    imageOutput: price.optional(),
    image: price.default(0),
  })
  .transform(
    ({
      input,
      output,
      cacheRead = input,
      cacheWrite = 1.25 * input,
      imageInput = input,
      imageOutput = output,
      image,
    }) => {
      return { input, output, cacheRead, cacheWrite, imageInput, imageOutput, image };
    },
  );
const model = z.strictObject({
  provider: z.enum(['anthropic', 'openai', 'hugging-face', 'other']),
  maxInput: tokens,
  maxOutput: tokens,
  vision: z.strictObject({ longestSide: tokens, maxTokens: tokens, maxBytes: tokens }).nullable().default(null),
  cacheFrom: tokens.nullable().default(null),
  images: z
    .strictObject({ outputPerMegapixel: z.record(z.enum(qualities), tokens), input: tokens })
    .nullable()
    .default(null),
  prices,
  longPrompts: z.strictObject({ above: tokens, prices }).nullable().default(null),
});

/** What is not said of a model that is built in stays as it is. */
const withBuiltIn = (models: unknown) =>
  typeof models === 'object' && models !== null
    ? Object.fromEntries(Object.entries(models).map(([name, given]) => [name, { ...defaultModels[name], ...given }]))
    : models;

const modelsFile = z.strictObject({
  version: z.union([z.string().min(1).max(100), z.number().transform(String)]),
  defaults: z.strictObject({ text: z.string().optional(), image: z.string().optional() }).optional(),
  models: z.preprocess(withBuiltIn, z.record(z.string(), model)).default({}),
});

/** Reads AI_MODELS_FILE: YAML, of which JSON is a part. */
export function readModelsFile(path: string): {
  version?: string;
  defaults?: { text?: string | undefined; image?: string | undefined } | undefined;
  models?: Record<string, Model>;
} {
  return readYamlFile('AI_MODELS_FILE', path, modelsFile);
}
