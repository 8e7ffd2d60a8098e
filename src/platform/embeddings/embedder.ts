import type { Usage } from '../ai/usage.ts';

/** Makes vectors of texts: near each other where the texts are about the same, as far as it can tell. */
export interface Embedder {
  /** `hashed`, or the host that is asked. Vectors of another provider or model are not comparable. */
  readonly provider: string;
  readonly model: string;
  /** What the provider calls it: prices are found by it. */
  readonly asked: string;
  /** Null: as many as the model makes, which nobody has said. */
  readonly dimensions: number | null;
  /** What its vectors can tell, and cannot, in a sentence for people. */
  readonly about: string;
  /** Whether somebody is asked, who may charge for it and not answer. */
  readonly remote: boolean;
  /** All in one call. Fails with an `AiError`, or with the signal's reason. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Embedded>;
}

export interface Embedded {
  /** One of length 1 for each text, in their order. A text without letters or digits may have one of zeros, which is near nothing. */
  vectors: Float32Array[];
  usage: Usage;
  /** The provider's own name of the call. */
  requestId: string | null;
}

/** Whose vectors something has: stored beside them. */
export type EmbeddedBy = Pick<Embedder, 'provider' | 'model'>;

/** As it is stored in a column: the same for vectors that can be compared. */
export const embedderName = ({ provider, model }: EmbeddedBy) => `${provider}/${model}`;
