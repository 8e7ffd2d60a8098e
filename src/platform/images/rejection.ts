/** Why an image is refused; the codes are errors of the contract. */
export type RejectionCode = 'UNSUPPORTED_FORMAT' | 'CORRUPT_IMAGE' | 'IMAGE_TOO_LARGE';

/** The image itself is at fault, so trying again is pointless. `message` is one sentence for people. */
export class ImageRejected extends Error {
  readonly code: RejectionCode;

  constructor(code: RejectionCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * What libheif and libtiff say when a file wants more than they give any file. They call it a memory allocation that
 * failed, but it has nothing to do with how much memory there is.
 */
const decoderLimit = /security limit|beyond the \d+ (cumulated )?byte limit/i;

/** What a failure of sharp says about the image: libvips has messages, not codes. Unrelated failures stay as they are. */
export function asRejection(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ImageRejected || error.name === 'AbortError') return error;
  if (error.message.startsWith('timeout:')) return error; // the clock says how long was allowed
  if (/exceeds pixel limit|too large for the/.test(error.message)) {
    return new ImageRejected('IMAGE_TOO_LARGE', `${error.message}.`, { cause: error });
  }
  // libvips repeats itself line by line; the last line names the root.
  const reason = error.message.trim().split('\n').at(-1)?.trim().slice(0, 200);
  if (decoderLimit.test(error.message)) {
    return new ImageRejected('IMAGE_TOO_LARGE', `The image exceeds a limit of its decoder (${reason}).`, {
      cause: error,
    });
  }
  if (/memory|thread/i.test(error.message)) return error;
  return new ImageRejected('CORRUPT_IMAGE', `The image is damaged or incomplete (${reason}).`, { cause: error });
}
