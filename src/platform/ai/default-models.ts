import type { Model, Prices } from './model.ts';

/** When the list below was last compared with what the providers say. */
export const pricesVersion = '2026-11-20';

export const defaults = { text: 'claude-sonnet-5-5', image: 'gpt-image-2.6-sunburst' };

/** What checks words; OpenAI charges nothing for it. */
export const moderationModel = 'omni-moderation-latest';

const vision = { longestSide: 2576, maxTokens: 4784, maxBytes: 5_000_000 };

/** Anthropic asks a quarter more for what it keeps. */
const claude = (input: number, output: number, cacheRead: number): Prices => {
  return { input, output, cacheRead, cacheWrite: input * 1.25, imageInput: input, imageOutput: 0, image: 0 };
};
const claudeModel = (prices: Prices, longPrompts: Model['longPrompts'] = null): Model => ({
  provider: 'anthropic',
  maxInput: 1_000_000,
  maxOutput: 128_000,
  vision,
  cacheFrom: 1024,
  images: null,
  prices,
  longPrompts,
});

const imageModel: Model = {
  provider: 'openai',
  maxInput: 40_000,
  maxOutput: 200_000,
  vision: null,
  cacheFrom: null,
  // Twice what was measured of earlier models: nothing is published of these.
  images: { outputPerMegapixel: { low: 600, medium: 2200, high: 8000, xhigh: 16_000, max: 32_000 }, input: 10_000 },
  // Nothing is said of texts that it puts out, so they count as the dearest tokens.
  prices: { input: 5, output: 30, cacheRead: 5, cacheWrite: 5, imageInput: 8, imageOutput: 30, image: 0 },
  longPrompts: null,
};

const embeddingModel = (input: number): Model => ({
  provider: 'openai',
  maxInput: 300_000,
  maxOutput: 1,
  vision: null,
  cacheFrom: null,
  images: null,
  prices: { input, output: 0, cacheRead: input, cacheWrite: input, imageInput: 0, imageOutput: 0, image: 0 },
  longPrompts: null,
});

/** Of what is not here nobody has told us a price: its cost is unknown, and AI_MODELS_FILE can say it. */
export const defaultModels: Readonly<Record<string, Model>> = {
  'claude-fable-5-2': claudeModel(claude(8, 40, 0.8)),
  'claude-opus-5-5': claudeModel(claude(4, 20, 0.2)),
  'claude-sonnet-5-5': claudeModel(claude(2, 10, 0.2)),
  'claude-haiku-5-5': claudeModel(claude(0.1, 0.5, 0.01), { above: 100_000, prices: claude(0.5, 2.5, 0.05) }),
  'gpt-image-2.6-sunburst': imageModel,
  'gpt-image-2': imageModel,
  [moderationModel]: { ...embeddingModel(0), maxInput: 32_000 },
  'text-embedding-3-small': embeddingModel(0.02),
  'text-embedding-3-large': embeddingModel(0.13),
};
