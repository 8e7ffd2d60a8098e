import type { Clock } from './clock.ts';
import { fromPixels, toPixels } from './libvips.ts';
import type { OnRows, Pixels } from './pixels.ts';
import { filterInStrips } from './strips.ts';

/**
 * A median of the (2 radius + 1)² pixels around each, in place: removes specks and grain, keeps edges. On images that are
 * smaller than that, of as many as there are.
 */
export function denoise(pixels: Pixels, wanted: number, clock: Clock, onRows: OnRows): Promise<void> {
  const radius = Math.min(wanted, Math.floor((Math.min(pixels.width, pixels.height) - 1) / 2));
  if (radius === 0) return Promise.resolve(onRows(pixels.height, pixels.height));
  return filterInStrips(pixels, {
    overlap: radius,
    filter: async (strip) => (await toPixels(fromPixels(strip).median(2 * radius + 1), clock)).data,
    clock,
    onRows,
  });
}
