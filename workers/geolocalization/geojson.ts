import { project, signedArea } from '../../src/platform/registration/homography.ts';
import type { Residual } from '../../src/platform/registration/registered.ts';
import type { FoundPlace, LonLat } from './contract.ts';
import type { Reference } from './reference.ts';

interface Content {
  image: string;
  found: FoundPlace | null;
  claimed: { footprint: LonLat[]; centre: LonLat } | null;
  residuals: readonly Residual[];
  reference: Reference;
}

const feature = (geometry: object, properties: object) => ({ type: 'Feature', geometry, properties });
const point = ({ lon, lat }: LonLat) => [lon, lat];

/** Counterclockwise and closed, as RFC 7946 wants it. Across 180° east it goes on, as a ring back around Earth would be another. */
function polygon(footprint: readonly LonLat[]) {
  const first = footprint[0]!;
  const ring = footprint.map(({ lon, lat }) => [lon + 360 * Math.round((first.lon - lon) / 360), lat] as const);
  // Less the first, as degrees far from 0 would take away digits.
  const area = signedArea(ring.map(([lon, lat]) => [lon - first.lon, lat - first.lat]));
  const ordered = area >= 0 ? ring : ring.toReversed();
  return { type: 'Polygon', coordinates: [[...ordered, ordered[0]!]] };
}

/** The footprint and the centre that were found, what the image claims, and each point that agrees, with its residual. */
export function toGeoJson({ image, found, claimed, residuals, reference }: Content): Buffer {
  const lengths = residualMetres(residuals, reference.metres);
  const features = [
    ...(found ? [feature(polygon(found.footprint), { kind: 'footprint', image, ...withoutPlaces(found) })] : []),
    ...(found ? [feature({ type: 'Point', coordinates: point(found.centre) }, { kind: 'centre', image })] : []),
    ...(claimed ? [feature(polygon(claimed.footprint), { kind: 'claimed', image })] : []),
    ...residuals.map(({ query, reference: at }, index) =>
      feature(
        { type: 'Point', coordinates: point(reference.toGround(at)) },
        { kind: 'point', imagePixel: query, residualMetres: lengths[index] },
      ),
    ),
  ];
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
}

const withoutPlaces = ({ footprint, centre, ...rest }: FoundPlace): object => ({
  corners: footprint.length,
  centre: point(centre),
  ...rest,
});

/** Lengths of residuals in metres of ground. */
export const residualMetres = (residuals: readonly Residual[], [across, down]: readonly [number, number]): number[] =>
  residuals.map(({ dx, dy }) => Math.hypot(dx * across, dy * down));

/** From the pixels of an image to the ground, by its homography into the reference. */
export const throughReference =
  (homography: Parameters<typeof project>[0], reference: Reference) =>
  (pixel: readonly [number, number]): LonLat => {
    const at = project(homography, pixel);
    if (!at) throw new RangeError('The pixel is beyond the horizon.'); // no position with such a corner is accepted
    return reference.toGround(at);
  };
