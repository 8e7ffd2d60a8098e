/** What one call of a model took. Tokens of each kind are counted once: those of the cache are not among `input`. */
export interface Usage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  /** Tokens of images that were given; not among `input`. */
  imageInput: number;
  /** Tokens of images that were made; not among `output`. */
  imageOutput: number;
  /** Images that were made. */
  images: number;
}

export const noUsage: Usage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  imageInput: 0,
  imageOutput: 0,
  images: 0,
};
