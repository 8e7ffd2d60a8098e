/** Luma, 0 to 255 and fractional, that shall become black and white. */
export interface Levels {
  black: number;
  white: number;
}

/** Part of the pixels that may become pure black, and as many pure white: enough to ignore dead pixels and glints. */
const clippedPart = 0.002;
/** Narrowest range that is stretched to the whole: fog becomes clearer, but noise does not become a picture. */
const narrowest = 96;

/** Finds black and white of a luma histogram of 256 bins, by percentiles. */
export function findLevels(histogram: ArrayLike<number>): Levels {
  const bins = Array.from(histogram);
  const clipped = bins.reduce((sum, count) => sum + count, 0) * clippedPart;
  const black = firstBeyond(bins, clipped);
  const white = 255 - firstBeyond(bins.toReversed(), clipped);
  const missing = narrowest - (white - black);
  if (missing <= 0) return { black, white };
  // Widened in proportion to the middle's luma: the whole range is kept, and one tone alone stays what it is.
  const wanted = black - (missing * (black + white)) / 510;
  const widened = Math.min(255 - narrowest, Math.max(0, wanted));
  return { black: widened, white: widened + narrowest };
}

function firstBeyond(bins: number[], limit: number): number {
  let sum = 0;
  const index = bins.findIndex((count) => (sum += count) > limit);
  return Math.max(0, index);
}

/** Output luma, 0 to 255 and fractional, for each of 256 input lumas. Gamma as in image editors: above 1 brightens. */
export function toneCurve({ black, white }: Levels, gamma: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, luma) => {
    const stretched = Math.min(1, Math.max(0, (luma - black) / (white - black)));
    return 255 * stretched ** (1 / gamma);
  });
}
