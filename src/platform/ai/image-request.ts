import type { Edited } from './edit-files.ts';
import type { qualities } from './model.ts';
import type { Usage } from './usage.ts';

/** Who can be asked for images: `compatible` is whoever the deployment names that speaks as OpenAI does. */
export type ImageBackend = 'openai' | 'hugging-face' | 'compatible';

/** What is asked of a model that makes images. */
export interface ImageRequest {
  /** Default: OpenAI. */
  backend?: ImageBackend | undefined;
  /** Default: that of the backend. */
  model?: string | undefined;
  prompt: string;
  /** `1024x1536`; OpenAI wants multiples of 16. */
  size: string;
  /** What OpenAI calls so; others have no such thing. */
  quality: (typeof qualities)[number];
  /** What OpenAI is asked for; others decide by themselves. */
  format: 'png' | 'jpeg' | 'webp';
  /** The same seed, model and words give about the same picture. OpenAI takes none. */
  seed?: number | undefined;
}

export interface EditRequest extends ImageRequest, Edited {}

export interface ImageAnswer {
  bytes: Buffer;
  mediaType: string;
  usage: Usage;
  model: string;
  requestId: string | null;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Called with drafts of the picture as they come, where the backend has some. OpenAI charges a little for them. */
  onPartial?: ((bytes: Buffer, index: number) => void) | undefined;
}

/** One of those who make images. `edit` is null where there are only words. */
export type MakeImage = (
  request: ImageRequest & { model: string },
  edit: EditRequest | null,
  options: CallOptions,
) => Promise<ImageAnswer>;
