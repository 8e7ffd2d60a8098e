/** The API has refused what was asked, in its words. */
export class ApiFailure extends Error {
  /** Stable, as `INVALID_INPUT`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** No answer came, as long as it was worth waiting for one. The message is a sentence. */
export class UnreachableError extends Error {}

interface Away {
  /** Whether somebody may have begun to do what was asked. */
  taken: boolean;
  /** What the API itself says of it, where it was the API that has answered. */
  code?: string;
  /** When it is worth asking again, if that was said. */
  pauseMs?: number;
  cause?: unknown;
}

/** It cannot be done now, and may be later. */
export class AwayError extends Error {
  readonly taken: boolean;
  readonly code: string | null;
  readonly pauseMs: number;

  constructor(message: string, { taken, code, pauseMs = 0, cause }: Away) {
    super(message, { cause });
    this.taken = taken;
    this.code = code ?? null;
    this.pauseMs = pauseMs;
  }
}
