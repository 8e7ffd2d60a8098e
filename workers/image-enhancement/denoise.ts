import type { Clock } from './clock.ts';
import { fromPixels, toPixels } from './libvips.ts';
import type { OnRows, Pixels } from './pixels.ts';
import { filterInStrips } from './strips.ts';

/** A median of the (2 radius + 1)² pixels around each, in place: removes specks and grain, keeps edges. */
export function denoise(pixels: Pixels, radius: number, clock: Clock, onRows: OnRows): Promise<void> {
  return filterInStrips(pixels, {
    overlap: radius,
    filter: async (strip) => (await toPixels(fromPixels(strip).median(2 * radius + 1), clock)).data,
    clock,
    onRows,
  });
}
