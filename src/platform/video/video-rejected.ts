/**
 * NOT_A_VIDEO: something else, or a kind that is not taken. UNREADABLE: it is one, but too damaged to begin with. TOO_LARGE:
 * its pictures would not fit into memory.
 */
export type VideoCode = 'NOT_A_VIDEO' | 'UNREADABLE' | 'TOO_LARGE';

/** Why a video cannot be used, in a sentence for people that says what to do. */
export class VideoRejected extends Error {
  readonly code: VideoCode;

  constructor(code: VideoCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
