import type { Position } from './crs.ts';

/**
 * From columns and rows to coordinates: x = a·column + b·row + c, y = d·column + e·row + f, where column 0, row 0 is the
 * outer corner of the first pixel, and 0.5, 0.5 its middle. The lines of a world file are a, d, b, e and the middle of the
 * first pixel.
 */
export interface GeoTransform {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export const toCoordinates = ({ a, b, c, d, e, f }: GeoTransform, [column, row]: Position): [number, number] => [
  a * column + b * row + c,
  d * column + e * row + f,
];

export function toPixel({ a, b, c, d, e, f }: GeoTransform, [x, y]: Position): [number, number] {
  const determinant = a * e - b * d;
  return [(e * (x - c) - b * (y - f)) / determinant, (a * (y - f) - d * (x - c)) / determinant];
}

/** Units of the coordinates per pixel: the side of a square as large as a pixel. */
const pixelSize = ({ a, b, d, e }: GeoTransform): number => Math.sqrt(Math.abs(a * e - b * d));

interface GeoTags {
  /** 16 numbers, row by row. */
  modelTransformation?: ArrayLike<number> | undefined;
  /** Column, row, 0, x, y, z of each point. */
  modelTiepoint?: ArrayLike<number> | undefined;
  modelPixelScale?: ArrayLike<number> | undefined;
  /** Whether the coordinates are those of the middles of pixels (GTRasterTypeGeoKey 2). */
  pixelIsPoint: boolean;
}

/** What the tags of a GeoTIFF say; null when they say nothing that is one transformation, and for one that has no area. */
export function transformOfTags({ modelTransformation, modelTiepoint, modelPixelScale, ...tags }: GeoTags) {
  const given = modelTransformation
    ? ofMatrix(Array.from(modelTransformation))
    : modelTiepoint?.length === 6 && modelPixelScale
      ? ofTiepoint(Array.from(modelTiepoint), Array.from(modelPixelScale))
      : null;
  if (!given || !Object.values(given).every(Number.isFinite) || pixelSize(given) === 0) return null;
  const { a, b, c, d, e, f } = given;
  return tags.pixelIsPoint ? { ...given, c: c - (a + b) / 2, f: f - (d + e) / 2 } : given;
}

function ofMatrix([a, b, , c, d, e, , f]: number[]): GeoTransform | null {
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return e === undefined || f === undefined ? null : { a, b, c, d, e, f };
}

function ofTiepoint([column = NaN, row = NaN, , x = NaN, y = NaN]: number[], [width = NaN, height = NaN]: number[]) {
  return { a: width, b: 0, c: x - column * width, d: 0, e: -height, f: y + row * height };
}
