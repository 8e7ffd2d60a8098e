/** Why a call of Meta gave nothing. */
export type MetaErrorKind =
  /** The token is not taken any more: somebody has to connect the account again. */
  | 'TOKEN'
  | 'PERMISSION'
  /** Too many calls, or too many posts: it goes on later. */
  | 'LIMIT'
  /** Not reached, no answer, or a failure of theirs. */
  | 'BUSY'
  /** Held to be spam, or an account that is restricted. */
  | 'BLOCKED'
  /** What was sent is wrong. */
  | 'REFUSED'
  /** The container is still being made. */
  | 'NOT_READY'
  /** The container can be published no more. */
  | 'EXPIRED'
  /** They say that it is there already. */
  | 'DUPLICATE'
  | 'UNKNOWN';

/** Whether a call has made something public. NO is certain, whatever is not certain is UNKNOWN. */
export type Acted = 'NO' | 'YES' | 'UNKNOWN';

interface MetaErrorDetails {
  kind: MetaErrorKind;
  acted: Acted;
  /** How long to leave them alone before the same may succeed; null: it will not, however long one waits. */
  retryAfterMs: number | null;
  /** Their code and the one below it; null: they gave none. */
  code?: number | null;
  subcode?: number | null;
  /** Their name of the request, for asking their support about it. */
  trace?: string | null;
}

/** What Meta said no with. The message is for people; it holds no token and no signed link. */
export class MetaError extends Error {
  readonly kind: MetaErrorKind;
  readonly acted: Acted;
  readonly retryAfterMs: number | null;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly trace: string | null;

  constructor(message: string, details: MetaErrorDetails) {
    super(message);
    this.name = 'MetaError';
    const { kind, acted, retryAfterMs, code = null, subcode = null, trace = null } = details;
    this.kind = kind;
    this.acted = acted;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
    this.subcode = subcode;
    this.trace = trace;
  }
}
