import type { FlightImage } from '../manifest.ts';
import type { Tags } from './tags.ts';

type Found = Pick<FlightImage, 'camera' | 'focalLengthMm' | 'focalLength35Mm' | 'focalLengthPx'>;

/** Millimetres: the diagonal of 24 x 36 mm film, which equivalents of focal lengths go by (CIPA DCG-001). */
const filmDiagonal = Math.hypot(24, 36);
/** Millimetres of the units of EXIF's FocalPlaneResolutionUnit. */
const unitMm: Readonly<Record<number, number>> = { 2: 25.4, 3: 10, 4: 1, 5: 0.001 };
const mostText = 200;

/** Which camera, and its focal length in pixels as well as the file tells it. */
export function readCamera(tags: Tags, { sensorWidthMm }: { sensorWidthMm?: number | undefined }): Found {
  const make = clip(tags.exifText('Make'));
  const model = clip(tags.exifText('Model'));
  const serial = clip(
    tags.exifText('BodySerialNumber') ?? tags.xmpText('CameraSerialNumber') ?? tags.xmpText('DroneSerialNumber'),
  );
  const focalLengthMm = positive(tags.exifNumber('FocalLength'));
  const focalLength35Mm = positive(tags.exifNumber('FocalLengthIn35mmFilm'));
  return {
    camera: make || model || serial ? { make, model, serial } : null,
    focalLengthMm,
    focalLength35Mm,
    focalLengthPx: focalLengthPx(tags, { focalLengthMm, focalLength35Mm, sensorWidthMm }),
  };
}

/**
 * In this order, the surest first: the width of the sensor that the caller knows, f px = f mm × width px / width mm; what
 * the maker has calibrated; the pixels per millimetre of the sensor, f px = f mm × resolution; the 35 mm equivalent, a whole
 * number as a rule, f px = f35 × diagonal px / 43.27 mm.
 */
function focalLengthPx(
  tags: Tags,
  known: { focalLengthMm: number | null; focalLength35Mm: number | null; sensorWidthMm: number | undefined },
): number | null {
  const { size } = tags;
  const { focalLengthMm, focalLength35Mm, sensorWidthMm } = known;
  if (!size) return null;
  const diagonal = Math.hypot(size.width, size.height);
  const byWidth = sensorWidthMm && focalLengthMm && (focalLengthMm * Math.max(size.width, size.height)) / sensorWidthMm;
  const calibrated = isWhole(tags) ? tags.xmpNumber('CalibratedFocalLength') : null;
  const unit = unitMm[tags.exifNumber('FocalPlaneResolutionUnit') ?? 2];
  const resolution = isWhole(tags) ? tags.exifNumber('FocalPlaneXResolution') : null;
  const byPlane = unit && resolution && focalLengthMm ? (focalLengthMm * resolution) / unit : null;
  const byFilm = focalLength35Mm && (focalLength35Mm * diagonal) / filmDiagonal;
  // Some cameras write nonsense: what sees less than 1° or more than 160° is no survey camera.
  const isPlausible = (value: number | null | undefined): value is number =>
    typeof value === 'number' && value > diagonal / 12 && value < diagonal * 60;
  return [byWidth, calibrated, byPlane, byFilm].find(isPlausible) ?? null;
}

/** What counts pixels of the sensor is right only for pictures that were not made smaller since. */
function isWhole(tags: Tags): boolean {
  const stated = tags.exifNumber('PixelXDimension');
  return stated === null || stated === tags.size?.width;
}

const clip = (text: string | null) => text?.slice(0, mostText) ?? null;
const positive = (value: number | null) => (value !== null && value > 0 && Number.isFinite(value) ? value : null);
