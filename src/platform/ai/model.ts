/** US dollars for a million tokens of each kind, which is micro-dollars for one. */
export interface Prices {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  imageInput: number;
  imageOutput: number;
  /** US dollars for each picture that is made, besides its tokens: what others than OpenAI charge by. */
  image: number;
}

export const qualities = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** What is known of a model. */
export interface Model {
  provider: 'anthropic' | 'openai' | 'hugging-face' | 'other';
  /** Tokens. */
  maxInput: number;
  maxOutput: number;
  /** What it reads of a picture: larger ones are made smaller before they are sent. Null: it reads none. */
  vision: { longestSide: number; maxTokens: number; maxBytes: number } | null;
  /** A prompt is kept from this many tokens on; null: never. */
  cacheFrom: number | null;
  /** The most tokens of a picture it makes, per million pixels, and of one that it is given; null: it makes none. */
  images: { outputPerMegapixel: Record<(typeof qualities)[number], number>; input: number } | null;
  prices: Prices;
  /** Where long prompts cost more, for all of their tokens. */
  longPrompts: { above: number; prices: Prices } | null;
}
