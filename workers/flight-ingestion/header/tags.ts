import ExifReader, { type ExpandedTags } from 'exifreader';

/** What a file says of itself, by the names of EXIF and XMP. Null is not there; NaN is there, and no number. */
export interface Tags {
  exifText(name: string): string | null;
  exifNumber(name: string): number | null;
  /** Rationals, as degrees, minutes and seconds are. */
  exifNumbers(name: string): number[] | null;
  /** Without its prefix: `GimbalYawDegree` for `drone-dji:GimbalYawDegree`. */
  xmpText(name: string): string | null;
  xmpNumber(name: string): number | null;
  /** Pixels as stored. */
  size: { width: number; height: number } | null;
  /** As the library calls it: `jpeg`. */
  fileType: string | null;
  isEmpty: boolean;
}

interface Tag {
  value: unknown;
}

/** Reads the tags at the begin of a file. Null when it is no image that is known, or too damaged. */
export function readTags(bytes: Buffer): Tags | null {
  let tags: ExpandedTags;
  try {
    tags = ExifReader.load(bytes, { expanded: true });
  } catch {
    return null; // what it throws says no more: it has one error for all that it cannot read
  }
  const exif = (tags.exif ?? {}) as unknown as Record<string, Tag | undefined>;
  const xmp = (tags.xmp ?? {}) as unknown as Record<string, Tag | undefined>;
  const exifText = (name: string) => textOf(exif[name]?.value);
  const exifNumbers = (name: string) => numbersOf(exif[name]?.value);
  const exifNumber = (name: string) => exifNumbers(name)?.[0] ?? null;
  const xmpText = (name: string) => textOf(xmp[name]?.value);
  return {
    exifText,
    exifNumber,
    exifNumbers,
    xmpText,
    xmpNumber: (name) => parseNumber(xmpText(name)),
    size: sizeOf(tags, exifNumber),
    fileType: textOf(tags.file?.FileType?.value),
    isEmpty: Object.keys(exif).length === 0 && Object.keys(xmp).length === 0,
  };
}

function textOf(value: unknown): string | null {
  const text = Array.isArray(value) ? value.find((part) => typeof part === 'string') : value;
  return typeof text === 'string' && text.trim() !== '' ? text.replaceAll('\0', '').trim() : null;
}

const parseNumber = (text: string | null): number | null => (text === null ? null : Number(text));

/** A number, a rational `[1, 2]`, or a list of either. */
function numbersOf(value: unknown): number[] | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value) || value.length === 0) return [NaN];
  const parts = value as unknown[];
  const isRational = parts.length === 2 && parts.every((part) => typeof part === 'number');
  if (isRational) return [ratio(parts)];
  return parts.map((part) => (Array.isArray(part) ? ratio(part) : typeof part === 'number' ? part : NaN));
}

const ratio = ([over, under]: unknown[]) =>
  typeof over === 'number' && typeof under === 'number' ? over / under : NaN;

/** Where formats keep it differs; the last place is what the camera says of it. */
function sizeOf(tags: ExpandedTags, exifNumber: (name: string) => number | null) {
  const { file, png, riff } = tags as unknown as Record<string, Record<string, Tag | undefined> | undefined>;
  const pairs = [
    [file?.['Image Width']?.value, file?.['Image Height']?.value],
    [png?.['Image Width']?.value, png?.['Image Height']?.value],
    [riff?.['ImageWidth']?.value, riff?.['ImageHeight']?.value],
    [exifNumber('ImageWidth'), exifNumber('ImageLength')],
    [exifNumber('PixelXDimension'), exifNumber('PixelYDimension')],
  ];
  for (const [width, height] of pairs) if (isSide(width) && isSide(height)) return { width, height };
  return null;
}

const isSide = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
