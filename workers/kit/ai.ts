import type { GivenImage } from '../../src/platform/ai/readable-image.ts';
import type { ImageRequest as ProviderImage } from '../../src/platform/ai/image-request.ts';
import type { LlmRequest } from '../../src/platform/ai/messages-request.ts';
import type { RenderedPrompt } from '../../src/platform/ai/prompts.ts';
import type { EmbeddedBy } from '../../src/platform/embeddings/embedder.ts';
import type { Usage } from '../../src/platform/ai/usage.ts';
import type { ObjectLocation, OwnLocation } from '../../src/platform/storage-rules.ts';

/** An object in storage; with an etag, that version of it. */
export type StoredImage = ObjectLocation & { etag?: string | undefined };

interface Asked {
  /** What for, in a word or two: costs and traces are found by it. */
  purpose: string;
  /**
   * What `prompts.render` has returned, for costs and traces. A repeat whose prompt was changed meanwhile asks the same by it, and
   * gets the stored answer.
   */
  prompt?: RenderedPrompt;
}

export type TextRequest<T> = Asked & Omit<LlmRequest<T>, 'images'> & { images?: readonly StoredImage[] };

export type PictureRequest = Asked &
  Omit<ProviderImage, 'prompt'> & {
    /** What to make; `prompt` says where the words come from. */
    words: string;
    /** Pictures to start from; the first is what a mask is for. */
    sources?: readonly StoredImage[];
    /** Where it is transparent, the first source may change. */
    mask?: StoredImage;
  };

interface Answer {
  model: string;
  usage: Usage;
  /** US dollars; null: the model has no price here. */
  costUsd: number | null;
}

export interface TextAnswer<T> extends Answer {
  text: string;
  /** The text as the schema reads it. */
  value: T;
}

export interface Picture extends Answer, GivenImage {
  bytes: Buffer;
  /** Where it is kept until the run ends: the activity's own, to copy from. */
  object: OwnLocation;
}

export interface EmbeddingRequest {
  /** What for, in a word or two: costs are found by it. */
  purpose: string;
  texts: readonly string[];
  /** Called with how many of them are done: they go out in groups. */
  onProgress?: (done: number) => void;
}

/** Vectors of length 1, one for each text, and whose they are: to be stored with them. */
export interface Embeddings extends EmbeddedBy, Omit<Answer, 'model'> {
  vectors: Float32Array[];
}

export interface ModerationRequest {
  /** What for, in a word or two: costs and traces are found by it. */
  purpose: string;
  text: string;
}

/** What OpenAI's moderation finds in a text, in its own words, such as `violence/graphic`. */
export interface Moderated {
  categories: string[];
}

/**
 * Models, for activities. A call is written down and reserved in budgets before it is made, and its answer is stored before
 * anybody gets it: an activity that is repeated gets the same answer and does not pay again, as long as it asks the same.
 * What goes wrong is a coded failure: let it pass, or look at its `type` for what the activity can do without.
 */
export interface Ai {
  generate<T = undefined>(request: TextRequest<T>): Promise<TextAnswer<T>>;
  /** Drafts of the picture are the activity's previews while it is made. */
  image(request: PictureRequest): Promise<Picture>;
  /** Vectors of texts, by the provider that is configured. Without one no model is asked, and it costs nothing. */
  embed(request: EmbeddingRequest): Promise<Embeddings>;
  /** Whether OpenAI finds something wrong with a text: a call like the others, that costs nothing. It needs OPENAI_API_KEY. */
  moderate(request: ModerationRequest): Promise<Moderated>;
}
