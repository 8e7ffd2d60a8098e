import type { Clock } from './clock.ts';
import type { OnRows, Pixels } from './pixels.ts';

/** Pixels in a strip: few enough to stop and tell progress often, enough that the overlap is a small part. */
const stripPixels = 1_000_000;

interface StripOptions {
  /** Rows above and below a row that its result depends on. The image is at least twice as high, and one row more. */
  overlap: number;
  /** Returns as many bytes as it is given. */
  filter: (strip: Pixels) => Promise<Uint8Array>;
  clock: Clock;
  onRows: OnRows;
}

/**
 * Filters an image in place, strip by strip; the result is the same as that of the whole image at once. The original rows
 * above a strip are kept, because they have been overwritten by then; twice the overlap, because libvips refuses strips
 * lower than its window, which the last one might be.
 */
export async function filterInStrips(pixels: Pixels, { overlap, filter, clock, onRows }: StripOptions): Promise<void> {
  const { data, width, height, channels } = pixels;
  const stride = width * channels;
  const rows = Math.max(4 * overlap, Math.ceil(stripPixels / width));
  let above = new Uint8Array();
  for (let top = 0; top < height; top += rows) {
    clock.throwIfStopped();
    const bottom = Math.min(height, top + rows);
    const seen = data.subarray(top * stride, Math.min(height, bottom + overlap) * stride);
    const strip = Buffer.concat([above, seen]);
    const filtered = await filter({ data: strip, width, height: strip.length / stride, channels });
    const start = above.length;
    above = data.slice(Math.max(0, bottom - 2 * overlap) * stride, bottom * stride);
    data.set(filtered.subarray(start, start + (bottom - top) * stride), top * stride);
    onRows(bottom, height);
  }
}
