import type { ContentBlockParam, MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type * as z from 'zod';
import { wireSchema } from './answer-schema.ts';
import type { Model } from './model.ts';
import { readableImage, type GivenImage, type Vision } from './readable-image.ts';
import type { Usage } from './usage.ts';

/** What is asked of a language model. */
export interface LlmRequest<T = undefined> {
  /** Default: that of the table of models. */
  model?: string | undefined;
  system?: string | undefined;
  messages: readonly { role: 'user' | 'assistant'; content: string }[];
  /** Shown with the last message, before its text. */
  images?: readonly GivenImage[] | undefined;
  /** What the answer has to be. */
  schema?: z.ZodType<T> | undefined;
  /** The most it may say, its thoughts included. Default: 8,000, or what the model writes at most. */
  maxTokens?: number | undefined;
}

type Request = LlmRequest<unknown> & { model: string; maxTokens: number };

/** For models that nobody has told us about: what every one of this provider reads. */
const leastVision: Vision = { longestSide: 1568, maxTokens: 1568, maxBytes: 5_000_000 };
/** Of many images, each may be no larger than this. */
const [many, longestOfMany] = [20, 2000];
/** Letters of a token, in a text that is worth keeping. */
const bytesPerToken = 4;

/** A request as the Messages API takes it. */
export async function messagesRequest(
  { model, system, messages, images = [], schema, maxTokens }: Request,
  known: Model | undefined,
): Promise<MessageCreateParamsNonStreaming> {
  const vision = known?.vision ?? leastVision;
  const longestSide = images.length > many ? Math.min(longestOfMany, vision.longestSide) : vision.longestSide;
  const shown: ContentBlockParam[] = [];
  // One after the other: each takes the memory of a whole picture.
  for (const [index, image] of images.entries()) {
    const { bytes, mediaType } = await readableImage(image, { ...vision, longestSide }, index + 1);
    const data = Buffer.from(bytes).toString('base64');
    shown.push({ type: 'image', source: { type: 'base64', media_type: mediaType as 'image/jpeg', data } });
  }
  const last = messages.length - 1;
  return {
    model,
    max_tokens: maxTokens,
    messages: messages.map(({ role, content }, index) =>
      index === last && shown.length > 0
        ? { role, content: [...shown, { type: 'text', text: content }] }
        : { role, content },
    ),
    ...(system && {
      system: isKept(system, known) ? [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }] : system,
    }),
    ...(schema && { output_config: { format: { type: 'json_schema', schema: wireSchema(schema) } } }),
  };
}

/** Keeping costs a quarter more once and saves most of it each time: worth it for what calls have in common, if it is long. */
const isKept = (system: string, known: Model | undefined) =>
  known?.cacheFrom != null && Buffer.byteLength(system) >= known.cacheFrom * bytesPerToken;

/** What the provider adds: the frame of each message, and what it tells the model about a schema. */
const [perMessage, perPrompt, perSchema] = [16, 256, 1024];

/** The most a prompt can come to: a token is never less than a byte, and the model takes no more than it can hold. */
export function promptBound(
  { system = '', messages, images = [], schema }: Request,
  known: Model | undefined,
): Pick<Usage, 'input' | 'cacheWrite'> {
  const rules = schema ? perSchema + Buffer.byteLength(JSON.stringify(wireSchema(schema))) : 0;
  const first = perPrompt + rules + Buffer.byteLength(system);
  const said = messages.reduce((sum, { content }) => sum + perMessage + Buffer.byteLength(content), 0);
  const input = said + images.length * (known?.vision ?? leastVision).maxTokens;
  const most = known?.maxInput ?? Infinity;
  if (!isKept(system, known)) return { input: Math.min(input + first, most), cacheWrite: 0 };
  const cacheWrite = Math.min(first, most);
  return { input: Math.min(input, most - cacheWrite), cacheWrite };
}
