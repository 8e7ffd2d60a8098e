import { geodesicDistance } from '../../../src/platform/geo/distance.ts';
import { wrapDegrees } from '../../../src/platform/geo/ellipsoid.ts';
import { isUsable, type FlightImage } from '../manifest.ts';
import { median } from './median.ts';
import type { Finding } from './finding.ts';

interface Position {
  lon: number;
  lat: number;
}

/** Metres from the middle of a flight within which its images are: long lines of aeroplanes too. */
const reach = 200_000;
/** With fewer nobody is in the majority. */
const least = 3;

/** Positions that are far from the others, or from where the flight was, and what they would have to be to be there. */
export function findMisplaced(images: readonly FlightImage[], near?: Position): Finding[] {
  const placed = images.filter((image): image is FlightImage & Position => isUsable(image));
  const middle = near ?? (placed.length >= least ? middleOf(placed) : null);
  if (!middle) return [];
  const isThere = (position: Position) => Math.abs(position.lat) <= 90 && geodesicDistance(position, middle) <= reach;
  const what = near ? 'where the flight was' : 'the middle of the flight';
  return placed
    .filter((image) => !isThere(image))
    .map((image): Finding => {
      const { lon, lat } = image;
      const at = `latitude ${lat}, longitude ${lon}`;
      if (isThere({ lon: lat, lat: lon })) {
        return [image, 'SWAPPED_POSITION', `${at}: with the two exchanged it would be near ${what}.`];
      }
      const mirrored = [
        { lon, lat: -lat },
        { lon: -lon, lat },
        { lon: -lon, lat: -lat },
      ];
      if (mirrored.some(isThere)) {
        return [image, 'WRONG_HEMISPHERE', `${at}: with the opposite sign it would be near ${what}.`];
      }
      const kilometres = Math.round(geodesicDistance(image, middle) / 1000);
      return [image, 'FAR_AWAY', `${at}: that is ${kilometres} km from ${what}.`];
    });
}

/** By each axis for itself; longitudes as they are around the first one, so that the date line is no border. */
function middleOf(placed: readonly Position[]): Position {
  const { lon } = placed[0]!;
  return {
    lon: wrapDegrees(lon + median(placed.map((one) => wrapDegrees(one.lon - lon)))),
    lat: median(placed.map((one) => one.lat)),
  };
}
