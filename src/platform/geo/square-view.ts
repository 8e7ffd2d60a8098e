import sharp from 'sharp';
import type { Position } from './crs.ts';
import { geodesicDistance } from './distance.ts';
import type { Grey } from './grey.ts';
import type { PixelWindow, Raster } from './raster.ts';

/** Metres of ground in a pixel, across and down, around a place in a raster. */
export function metresPerPixel(
  toLonLat: (pixel: Position) => readonly [number, number],
  [x, y]: Position,
): [number, number] {
  const at = (pixel: Position) => {
    const [lon, lat] = toLonLat(pixel);
    return { lon, lat };
  };
  return [geodesicDistance(at([x - 0.5, y]), at([x + 0.5, y])), geodesicDistance(at([x, y - 0.5]), at([x, y + 0.5]))];
}

/** A part of a raster, and how its pixels are those of the raster: x = step x' + origin. */
export interface SquareView {
  grey: Grey;
  origin: readonly [number, number];
  step: readonly [number, number];
  valid: number;
}

/**
 * Reads a part of it with pixels of that step, each as wide as high on the ground, which those of degrees are not. The raster
 * itself is read by whole numbers of pixels, so that there may be up to four times as many as asked for.
 */
export async function readView(
  { raster, metres: [across, down] }: { raster: Raster; metres: readonly [number, number] },
  window: PixelWindow,
  step: number,
  signal: AbortSignal,
): Promise<SquareView> {
  const { data, width, height, origin, step: steps, valid } = await raster.grey(window, step, signal);
  const narrow = across / down;
  const size = {
    width: Math.max(1, Math.round((width * steps[0] * Math.min(1, narrow)) / step)),
    height: Math.max(1, Math.round((height * steps[1] * Math.min(1, 1 / narrow)) / step)),
  };
  // Almost the same is left as it is, and never made larger.
  if (size.width > 0.95 * width && size.height > 0.95 * height)
    return { grey: { data, width, height }, origin, step: steps, valid };
  const squared = await sharp(data, { raw: { width, height, channels: 1 } })
    .resize({ ...size, fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  return {
    grey: { data: new Uint8Array(squared), ...size },
    origin,
    step: [(steps[0] * width) / size.width, (steps[1] * height) / size.height],
    valid,
  };
}
