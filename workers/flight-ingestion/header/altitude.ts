import type { FlightImage, ImageProblem } from '../manifest.ts';
import type { Tags } from './tags.ts';

type Found = Pick<FlightImage, 'altitude' | 'altitudeReference' | 'heightAboveTakeOff'> & { problems: ImageProblem[] };

/** Metres: below the shore of the Dead Sea, and above what flies with a camera. */
const possible = { lowest: -500, highest: 50_000 };

/** How high it was taken, above what. */
export function readAltitude(tags: Tags): Found {
  const fromXmp = tags.xmpNumber('AbsoluteAltitude');
  const fromExif = exifAltitude(tags);
  const relative = tags.xmpNumber('RelativeAltitude');
  const heightAboveTakeOff = isPossible(relative) ? relative : null;
  const altitude = isPossible(fromXmp) ? fromXmp : isPossible(fromExif) ? fromExif : null;
  if (altitude !== null) {
    return { altitude, altitudeReference: referenceOf(tags, altitude === fromXmp), heightAboveTakeOff, problems: [] };
  }
  const stated = fromXmp ?? fromExif;
  const problem: ImageProblem =
    stated === null
      ? { code: 'NO_ALTITUDE', message: 'It has no altitude.' }
      : {
          code: 'INVALID_ALTITUDE',
          message: Number.isFinite(stated)
            ? `Its altitude is ${stated} m, where ${possible.lowest} to ${possible.highest} m is possible.`
            : 'Its altitude is not a number.',
        };
  return { altitude: null, altitudeReference: null, heightAboveTakeOff, problems: [problem] };
}

function exifAltitude(tags: Tags): number | null {
  const size = tags.exifNumber('GPSAltitude');
  const ref = tags.exifNumber('GPSAltitudeRef') ?? 0;
  return size === null ? null : ref === 1 || ref === 3 ? -size : size;
}

/**
 * DJI's altitude is of the ellipsoid when it comes from RTK. EXIF 3.0 means the ellipsoid by 0 and 1, the sea level by 2 and
 * 3; before, 0 and 1 were the sea level.
 */
function referenceOf(tags: Tags, fromXmp: boolean): 'ELLIPSOID' | 'SEA_LEVEL' {
  if (fromXmp) {
    const type = tags.xmpText('AltitudeType');
    const isRtk = type ? /rtk/i.test(type) : (tags.xmpNumber('RtkFlag') ?? 0) > 0;
    return isRtk ? 'ELLIPSOID' : 'SEA_LEVEL';
  }
  const ref = tags.exifNumber('GPSAltitudeRef') ?? 0;
  const version = String.fromCharCode(...(tags.exifNumbers('ExifVersion') ?? []).filter(Number.isFinite));
  return Number(version) >= 300 && ref < 2 ? 'ELLIPSOID' : 'SEA_LEVEL';
}

const isPossible = (value: number | null): value is number =>
  value !== null && value >= possible.lowest && value <= possible.highest;
