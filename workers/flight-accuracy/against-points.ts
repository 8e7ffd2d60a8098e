import { isUsable, type FlightImage } from '../flight-ingestion/manifest.ts';
import type { ControlPoint } from './control/control-point.ts';
import { createMatcher } from './control/match.ts';
import { differenceFrom } from './difference.ts';
import type { Measurement } from './measurement.ts';

/** What is known of an image by its own line of the manifest, before it is held against anything. */
export const unmeasured = (image: FlightImage, line: number): Measurement => ({
  key: image.key,
  line,
  takenAt: image.takenAt,
  lon: isUsable(image) ? image.lon : null,
  lat: isUsable(image) ? image.lat : null,
  point: null,
  truth: null,
  error: null,
  fit: null,
  problem: null,
  heightNote: null,
});

/** Why a position is not to be relied on, in words of the manifest. */
export const unusable = ({ problems }: FlightImage): Measurement['problem'] => ({
  code: 'UNUSABLE_IMAGE',
  message: problems[0] ? `Its position cannot be used: ${problems[0].message}` : 'It has no position.',
});

/** Holds images against control points: where each says it was taken, and where it was taken by its point. */
export function createPointsMeasurer(points: readonly ControlPoint[], heights: 'ELLIPSOID' | 'SEA_LEVEL' | null) {
  const match = createMatcher(points);
  return (image: FlightImage, line: number): Measurement => {
    const known = unmeasured(image, line);
    const control = match(image.key);
    if (!control) return known;
    const point = { id: control.id, place: control.place };
    const { lon, lat } = known;
    if (lon === null || lat === null) return { ...known, point, problem: unusable(image) };
    const truth = { lon: control.lon, lat: control.lat, height: control.height };
    const { z, note } = heightError(image, control.height, heights);
    return { ...known, point, truth, error: { ...differenceFrom(truth)({ lon, lat }), z }, heightNote: note };
  };
}

function heightError(
  { altitude, altitudeReference }: FlightImage,
  height: number | null,
  heights: string | null,
): { z: number | null; note: Measurement['heightNote'] } {
  if (height === null || heights === null) return { z: null, note: null };
  if (altitude === null) return { z: null, note: 'NO_ALTITUDE' };
  if (altitudeReference !== heights) return { z: null, note: 'OTHER_REFERENCE' };
  return { z: altitude - height, note: null };
}
