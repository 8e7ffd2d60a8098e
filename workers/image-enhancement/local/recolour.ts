import type { Pixels } from './pixels.ts';
import { sharpening } from './sharpen.ts';
import { luma } from './luma.ts';

/** Keeps the chroma of near-black pixels, which is mostly noise, from being multiplied with their luma. */
const shadow = 16;

/**
 * Gives row `y` its new luma, in place. The colour differences to luma grow with it, up to double, so that what becomes
 * brighter does not look faded; and they shrink as far as it takes to stay within 0 to 255, so that no hue shifts.
 */
export function recolour(
  { data, width, channels }: Pixels,
  y: number,
  toned: Float32Array,
  blurred: Float32Array | null,
  saturation: number,
): void {
  for (let x = 0, at = y * width * channels; x < width; x++, at += channels) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    const old = luma(red, green, blue);
    let now = toned[x]!;
    if (blurred) now = Math.min(255, Math.max(0, now + sharpening(now - blurred[x]!)));
    let chroma = saturation * Math.min(2, (now + shadow) / (old + shadow));
    const above = Math.max(red, green, blue) - old;
    const below = old - Math.min(red, green, blue);
    if (chroma * above > 255 - now) chroma = (255 - now) / above;
    if (chroma * below > now) chroma = now / below;
    data[at] = now + chroma * (red - old) + 0.5;
    data[at + 1] = now + chroma * (green - old) + 0.5;
    data[at + 2] = now + chroma * (blue - old) + 0.5;
  }
}
