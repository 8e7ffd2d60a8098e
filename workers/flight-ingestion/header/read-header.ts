import type { FlightImage, ImageProblem } from '../manifest.ts';
import { readAltitude } from './altitude.ts';
import { readAttitude } from './attitude.ts';
import { readCamera } from './camera.ts';
import { readPosition } from './position.ts';
import { readTags } from './tags.ts';
import { readTime } from './time.ts';

/** What a file says of itself, and what is wrong with that. */
export type Header = Partial<FlightImage> & Pick<FlightImage, 'format' | 'problems'>;

const formats: Readonly<Record<string, FlightImage['format']>> = {
  jpeg: 'JPEG',
  tiff: 'TIFF',
  png: 'PNG',
  webp: 'WEBP',
  heic: 'HEIF',
  heif: 'HEIF',
  avif: 'AVIF',
};

/** Reads the begin of a file, or all of it. */
export function readHeader(bytes: Buffer, sensorWidthMm: number | undefined): Header {
  const tags = readTags(bytes);
  const format = formats[tags?.fileType ?? ''] ?? null;
  if (!tags || !format) {
    const message = 'It is no JPEG, TIFF, PNG, WebP, HEIF or AVIF image, or its header is damaged.';
    return { format: null, problems: [{ code: 'UNREADABLE', message }] };
  }
  const size = { width: tags.size?.width ?? null, height: tags.size?.height ?? null };
  if (tags.isEmpty) {
    const message = 'It has neither EXIF nor XMP: a program may have removed them. Take the file of the camera.';
    return { format, ...size, problems: [{ code: 'NO_EXIF', message }] };
  }
  const parts = [readPosition(tags), readAltitude(tags), readTime(tags)] as const;
  const problems: ImageProblem[] = parts.flatMap((part) => part.problems);
  const orientation = tags.exifNumber('Orientation');
  return {
    format,
    ...size,
    orientation: orientation !== null && orientation >= 1 && orientation <= 8 ? Math.trunc(orientation) : null,
    ...parts[0],
    ...parts[1],
    ...parts[2],
    ...readCamera(tags, { sensorWidthMm }),
    ...readAttitude(tags),
    problems,
  };
}
