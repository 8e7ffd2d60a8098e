import type { FlightImage, ImageProblem } from '../manifest.ts';
import type { Tags } from './tags.ts';

type Found = Pick<FlightImage, 'lon' | 'lat' | 'positionFrom'> & { problems: ImageProblem[] };

interface Position {
  lon: number;
  lat: number;
}

const nowhere = { lon: null, lat: null, positionFrom: null };
/** Degrees: 10 cm. Receivers without a fix write zeros. */
const zero = 1e-6;

/** Where it was taken, and what of that is wrong by itself. What is wrong beside others comes later. */
export function readPosition(tags: Tags): Found {
  const fromXmp = xmpPosition(tags);
  const fromExif = exifPosition(tags);
  if (!fromXmp && !fromExif) return { ...nowhere, problems: [problem('NO_POSITION', 'It has no GPS position.')] };

  const candidates = [
    { ...fromXmp, positionFrom: 'XMP' as const },
    { ...fromExif, positionFrom: 'EXIF' as const },
  ].filter((one): one is typeof one & Position => one.lon !== undefined);
  const good = candidates.find((one) => wrongWith(one) === null) ?? candidates[0]!;
  const { lon, lat, positionFrom } = good;
  const wrong = wrongWith(good);
  if (wrong?.code === 'INVALID_POSITION') return { ...nowhere, problems: [wrong] };
  const signs = signProblem(tags, fromXmp, fromExif);
  return { lon, lat, positionFrom, problems: [wrong, wrong ? null : signs].filter((one) => one !== null) };
}

function xmpPosition(tags: Tags): Position | null {
  const lat = tags.xmpNumber('GpsLatitude');
  const lon = tags.xmpNumber('GpsLongitude') ?? tags.xmpNumber('GpsLongtitude'); // as older firmware of DJI spells it
  return lat === null || lon === null ? null : { lon, lat };
}

function exifPosition(tags: Tags): Position | null {
  const lat = angle(tags.exifNumbers('GPSLatitude'), tags.exifText('GPSLatitudeRef'), 'S');
  const lon = angle(tags.exifNumbers('GPSLongitude'), tags.exifText('GPSLongitudeRef'), 'W');
  return lat === null || lon === null ? null : { lon, lat };
}

function angle(parts: number[] | null, ref: string | null, negative: string): number | null {
  if (!parts) return null;
  const [degrees = NaN, minutes = 0, seconds = 0] = parts;
  const size = degrees + minutes / 60 + seconds / 3600;
  return ref?.toUpperCase().startsWith(negative) ? -size : size;
}

function wrongWith({ lon, lat }: Position): ImageProblem | null {
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
    return problem('INVALID_POSITION', 'Its latitude or longitude is not a number.');
  }
  if (Math.abs(lon) < zero && Math.abs(lat) < zero) {
    return problem('ZERO_POSITION', 'Its position is 0, 0: the receiver had no fix.');
  }
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90) {
    return problem('SWAPPED_POSITION', `Its latitude is ${lat}; its latitude and longitude seem to be exchanged.`);
  }
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    return problem('INVALID_POSITION', `Its position, latitude ${lat} and longitude ${lon}, is not on Earth.`);
  }
  return null;
}

/** EXIF keeps the sign apart from the number, where programs lose it. */
function signProblem(tags: Tags, xmp: Position | null, exif: Position | null): ImageProblem | null {
  if (xmp && exif && wrongWith(exif) === null && wrongWith(xmp) === null) {
    if (isMirrored(xmp.lat, exif.lat) || isMirrored(xmp.lon, exif.lon)) {
      return problem(
        'WRONG_HEMISPHERE',
        `EXIF has latitude ${exif.lat}, longitude ${exif.lon}, and XMP ${xmp.lat}, ${xmp.lon}.`,
      );
    }
  }
  const missing = !tags.exifText('GPSLatitudeRef') || !tags.exifText('GPSLongitudeRef');
  if (!xmp && missing) {
    return problem(
      'WRONG_HEMISPHERE',
      'It does not say whether its position is north or south, or east or west: GPSLatitudeRef or GPSLongitudeRef is missing.',
    );
  }
  return null;
}

const problem = (code: ImageProblem['code'], message: string): ImageProblem => ({ code, message });

const isMirrored = (a: number, b: number) => a * b < 0 && Math.abs(a + b) < 0.01 && Math.abs(a) > 0.01;
