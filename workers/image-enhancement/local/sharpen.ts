/**
 * Unsharp masking on luma, with the shape of libvips' vips_sharpen: little for small differences, which are noise, more
 * for edges, and a ceiling on both sides against halos. Its limits are on L* of 0 to 100; here they are on 0 to 255.
 */
const flat = 0.5;
const edge = 1.5;
const edgeFrom = 5;
const maxBrighter = 25;
const maxDarker = 50;

/** What to add to a pixel whose luma differs by `difference` from the blurred luma around it. */
export function sharpening(difference: number): number {
  const size = Math.abs(difference);
  const gain = size < edgeFrom ? flat * size : flat * edgeFrom + edge * (size - edgeFrom);
  return difference > 0 ? Math.min(gain, maxBrighter) : -Math.min(gain, maxDarker);
}

/**
 * One half of a Gaussian, from the centre outwards, both halves together 1. Cut where it falls below a tenth of its
 * height, as vips_sharpen does: the rest cannot be seen, and would double the work.
 */
export function gaussian(sigma: number): Float32Array {
  const radius = Math.max(1, Math.floor(sigma * Math.sqrt(2 * Math.log(10))));
  const half = Float64Array.from({ length: radius + 1 }, (_, at) => Math.exp(-(at * at) / (2 * sigma * sigma)));
  const sum = half.reduce((total, tap) => total + 2 * tap, -half[0]!);
  return Float32Array.from(half, (tap) => tap / sum);
}

/** Blurs `from`, which has `kernel.length - 1` more values on both sides, along its axis into `to`. */
export function blurRow(from: Float32Array, to: Float32Array, kernel: Float32Array): void {
  const radius = kernel.length - 1;
  const width = to.length;
  const centre = kernel[0]!;
  for (let x = 0; x < width; x++) to[x] = from[x + radius]! * centre;
  for (let tap = 1; tap <= radius; tap++) {
    const weight = kernel[tap]!;
    for (let x = 0; x < width; x++) to[x]! += (from[x + radius - tap]! + from[x + radius + tap]!) * weight;
  }
}

/** Blurs across rows: `rowAt(0)` is the row in question, the others are above (negative) and below it. */
export function blurAcross(rowAt: (offset: number) => Float32Array, to: Float32Array, kernel: Float32Array): void {
  const centre = rowAt(0);
  for (let x = 0; x < to.length; x++) to[x] = centre[x]! * kernel[0]!;
  for (let tap = 1; tap < kernel.length; tap++) {
    const weight = kernel[tap]!;
    const above = rowAt(-tap);
    const below = rowAt(tap);
    for (let x = 0; x < to.length; x++) to[x]! += (above[x]! + below[x]!) * weight;
  }
}
