import { createCrs } from '../../src/platform/geo/crs.ts';
import { CrsRejected } from '../../src/platform/geo/crs-rejected.ts';
import { toCoordinates } from '../../src/platform/geo/geo-transform.ts';
import type { PixelWindow } from '../../src/platform/geo/raster.ts';
import type { Point } from '../../src/platform/registration/homography.ts';
import type { Inspection, LonLat, SearchArea } from './contract.ts';
import { placeOf } from './place.ts';
import type { Reference } from './reference.ts';
import { areaAround, areaOf, SearchTooLarge } from './search-area.ts';
import { planSearch } from './search-plan.ts';

/** Pixels of an image as it is compared. */
const queryPixels = 1_000_000;
/** Pixels of the reference that are read for one search. */
const mostPixels = 4e9;

interface Given {
  inspection: Inspection;
  near?: SearchArea | undefined;
  groundSamplingDistance?: number | undefined;
}

/** Where an image says that it is, on the ground; null when it says nothing, or no place on Earth. */
export function claimedPlace({ image, claimed }: Inspection) {
  if (!claimed) return null;
  const crs = createCrs(claimed.crs);
  return unlessOutside(() =>
    placeOf(image, (pixel): LonLat => {
      const [lon, lat] = crs.inverse(toCoordinates(claimed.transform, pixel));
      return { lon, lat };
    }),
  );
}

/** Corners in pixels of the reference; null where its system has no coordinates for them, as it may have none for a wrong claim. */
export const pixelsOf = ({ raster }: Pick<Reference, 'raster'>, corners: readonly LonLat[]): Point[] | null =>
  unlessOutside(() => corners.map(({ lon, lat }) => raster.toPixel([lon, lat])));

function unlessOutside<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CrsRejected && error.code === 'OUTSIDE') return null;
    throw error;
  }
}

/** Which tiles are looked at, and how many pixels of the image become one. Throws `SearchTooLarge`, `OutsideReference`. */
export function planOf(reference: Reference, { inspection, near, groundSamplingDistance }: Given) {
  const { image } = inspection;
  const { raster, metres } = reference;
  const claim = claimedPlace(inspection);
  const whole: PixelWindow = { x: 0, y: 0, width: raster.width, height: raster.height };
  const around = near && areaAround(reference, near);
  const claimedCorners = !near && claim ? pixelsOf(reference, claim.footprint) : null;
  const claimedArea = claimedCorners && areaOf(raster, claimedCorners, 0.75);
  const area = around ?? claimedArea ?? whole;

  const referenceMetres = Math.sqrt(metres[0] * metres[1]);
  const known = groundSamplingDistance ?? claim?.groundSamplingDistance;
  const fewest = Math.max(1, Math.sqrt((image.width * image.height) / queryPixels));
  // No finer than the reference is, but enough of it to be found.
  const coarsest = Math.max(fewest, Math.min(image.width, image.height) / 150);
  const factor = known === undefined ? fewest : Math.min(coarsest, Math.max(fewest, referenceMetres / known));
  const step = known === undefined ? null : (known * factor) / referenceMetres;
  const { tiles, complete } = planSearch({ area, step, first: around?.first });

  const pixels = tiles.reduce((sum, tile) => sum + raster.pixelsToRead(tile, tile.step), 0);
  if (tiles.length === 0 || pixels > mostPixels) {
    throw new SearchTooLarge(
      'There is too much of the reference to search. Say near which place the image was taken, or its groundSamplingDistance; and store the reference with overviews, as a Cloud Optimized GeoTIFF.',
    );
  }
  const limits = [
    claimedArea ? 'It was looked for around the place that it says itself; name another by `near`.' : '',
    complete ? '' : 'The reference was not read in full detail, as it is large: say where to look by `near`.',
  ].filter(Boolean);
  return { tiles, factor, area, limits: limits.join(' ') || null };
}
