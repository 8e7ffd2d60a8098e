import type { Usage } from './usage.ts';

/** Why a call of a model gave nothing. */
export type AiErrorCode =
  /** 401, 403, or no key at all: the message names the variable to set. */
  | 'PROVIDER_REJECTED'
  /** 429, 5xx, overloaded, or not reached: may be tried again. */
  | 'PROVIDER_BUSY'
  /** 400, 404, 413, 422: the request itself is wrong. */
  | 'REQUEST_REFUSED'
  /** The model declined to answer. */
  | 'ANSWER_REFUSED'
  /** The limit on output came before the end. */
  | 'ANSWER_TRUNCATED'
  /** It is not what the schema asks for. */
  | 'ANSWER_INVALID'
  | 'MODERATION_BLOCKED';

/** What a provider said no with. The message is for people and holds neither keys nor what was sent. */
export class AiError extends Error {
  constructor(
    readonly code: AiErrorCode,
    message: string,
    readonly details: {
      /** Whether the same call may succeed later. */
      retry: boolean;
      /** How long the provider wants to be left alone. */
      retryAfterMs?: number;
      /** What was charged for all the same. */
      usage?: Usage;
      /** True when the request may have been acted on without an answer: the connection broke after it was sent. */
      lost?: boolean;
      requestId?: string;
    },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
