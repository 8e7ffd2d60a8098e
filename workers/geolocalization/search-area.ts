import type { PixelWindow, Raster } from '../../src/platform/geo/raster.ts';
import type { Point } from '../../src/platform/registration/homography.ts';
import type { SearchArea } from './contract.ts';

/** What is to be searched is not in the reference. */
export class OutsideReference extends Error {}
/** There is more to search than one run does. */
export class SearchTooLarge extends Error {}

/** The part of the raster where to look, in its pixels. Throws `OutsideReference`. */
export function areaAround(
  { raster, metres: [across, down] }: { raster: Raster; metres: [number, number] },
  near: SearchArea,
): PixelWindow & { first: { x: number; y: number } } {
  const [x, y] = raster.toPixel([near.lon, near.lat]);
  // Half of what the image itself shows is beyond its middle, and unknown: a quarter more, and at least 100 pixels.
  const reach = [across, down].map((metres) => Math.max(100, (1.25 * near.radiusMetres) / metres)) as [number, number];
  const area = within(raster, { x: x - reach[0], y: y - reach[1], width: 2 * reach[0], height: 2 * reach[1] });
  if (!area) {
    const [lon, lat] = raster.toLonLat([raster.width / 2, raster.height / 2]).map((degrees) => degrees.toFixed(4));
    throw new OutsideReference(
      `near: the reference does not show longitude ${near.lon}, latitude ${near.lat}; its middle is at longitude ${lon}, latitude ${lat}. Correct near, or leave it out to search all of the reference.`,
    );
  }
  return { ...area, first: { x, y } };
}

/** What is around points, and so much more of it on each side; null when that is nowhere in the raster. */
export function areaOf(raster: Raster, points: readonly Point[], margin: number): PixelWindow | null {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const more = margin * Math.max(width, height);
  return within(raster, { x: left - more, y: top - more, width: width + 2 * more, height: height + 2 * more });
}

function within(raster: { width: number; height: number }, { x, y, width, height }: PixelWindow): PixelWindow | null {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const [right, bottom] = [Math.min(raster.width, x + width), Math.min(raster.height, y + height)];
  // Not only a line of pixels at its edge.
  return right - left >= 8 && bottom - top >= 8 ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
