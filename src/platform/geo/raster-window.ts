import type { GeoTIFFImage, TypedArray } from 'geotiff';

/** A part of one resolution: `columns` x `rows` means of `factor` x `factor` pixels each. */
interface Part {
  left: number;
  top: number;
  columns: number;
  rows: number;
  factor: number;
}

/** Pixels that are decoded at a time. */
const pixelsAtOnce = 4_000_000;

/** Weights of red, green and blue in luma (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;
/** Of the tag PhotometricInterpretation. The first band of YCbCr is luma. */
const interpretations = { rgb: 2, palette: 3 };

/** Means of pixels, read in pieces so that a large part of a raster is never in memory whole. NaN where none has a value. */
export async function meansOf(image: GeoTIFFImage, part: Part, signal?: AbortSignal) {
  const { left, top, columns, rows, factor } = part;
  const values = new Float32Array(columns * rows);
  const bands = await bandsOf(image);
  const piece = pieceOf(image, part);
  let valid = 0;
  for (let row = 0; row < rows; row += piece.rows) {
    for (let column = 0; column < columns; column += piece.columns) {
      signal?.throwIfAborted();
      const [right, bottom] = [Math.min(columns, column + piece.columns), Math.min(rows, row + piece.rows)];
      const window = [column, row, right, bottom].map((at, index) => (index % 2 ? top : left) + at * factor);
      const { samples } = bands;
      const read = await image.readRasters({ window, samples, interleave: false, ...(signal && { signal }) });
      valid += addMeans(values, columns, { column, row, right, bottom, factor, valueAt: bands.reader(read) });
    }
  }
  return { values, valid };
}

/** Whole tiles or strips, so that as few as possible are decoded twice. */
function pieceOf(image: GeoTIFFImage, { columns, factor }: Part): { columns: number; rows: number } {
  const fitting = Math.floor(pixelsAtOnce / (columns * factor * factor));
  const rows = Math.max(1, Math.ceil(image.getBlockHeight(0) / factor), fitting);
  if (!image.isTiled) return { columns, rows };
  const atOnce = Math.floor(pixelsAtOnce / (rows * factor * factor));
  return { columns: Math.max(1, Math.ceil(image.getTileWidth() / factor), atOnce), rows };
}

interface Piece {
  column: number;
  row: number;
  right: number;
  bottom: number;
  factor: number;
  /** NaN for a pixel without a value. */
  valueAt: (index: number) => number;
}

/** Returns how many of the means have a value. */
function addMeans(
  values: Float32Array,
  columns: number,
  { column, row, right, bottom, factor, valueAt }: Piece,
): number {
  const stride = (right - column) * factor;
  let valid = 0;
  for (let y = row; y < bottom; y++) {
    for (let x = column; x < right; x++) {
      let sum = 0;
      let count = 0;
      for (let down = 0; down < factor; down++) {
        const start = ((y - row) * factor + down) * stride + (x - column) * factor;
        for (let at = start; at < start + factor; at++) {
          const value = valueAt(at);
          if (!Number.isFinite(value)) continue;
          sum += value;
          count++;
        }
      }
      values[y * columns + x] = count > 0 ? sum / count : NaN;
      if (count > 0) valid++;
    }
  }
  return valid;
}

/** Which bands make the grey, and how: colours their luma; of anything else the first band. */
async function bandsOf(image: GeoTIFFImage) {
  const photometric = image.fileDirectory.getValue('PhotometricInterpretation');
  const colourful = photometric === interpretations.rgb && image.getSamplesPerPixel() >= 3;
  const palette =
    photometric === interpretations.palette ? lumaOfPalette(await image.fileDirectory.loadValue('ColorMap')) : null;
  const colours = colourful ? [0, 1, 2] : [0];
  const alpha = alphaBand(image);
  const noData = image.getGDALNoData();

  const reader = (bands: TypedArray[]) => {
    const [first, second, third] = [0, 1, 2].map((band) => bands[band]!) as [TypedArray, TypedArray, TypedArray];
    const mask = alpha === null ? null : bands[colours.length]!;
    return (at: number): number => {
      if (mask?.[at] === 0) return NaN;
      const value = first[at]!;
      if (!colourful) return value === noData ? NaN : palette ? (palette[value] ?? NaN) : value;
      const [green, blue] = [second[at]!, third[at]!];
      if (value === noData && green === noData && blue === noData) return NaN;
      return luma[0] * value + luma[1] * green + luma[2] * blue;
    };
  };
  return { samples: alpha === null ? colours : [...colours, alpha], reader };
}

/** The band that says where there is something (ExtraSamples 1 or 2); null without one. */
function alphaBand(image: GeoTIFFImage): number | null {
  const extra = Array.from(image.fileDirectory.getValue('ExtraSamples') ?? []);
  const place = extra.findIndex((kind) => kind === 1 || kind === 2);
  return place < 0 ? null : image.getSamplesPerPixel() - extra.length + place;
}

/** Reds, then greens, then blues, of 16 bits. */
function lumaOfPalette(colours: ArrayLike<number> | undefined): Float32Array {
  const size = Math.floor((colours?.length ?? 0) / 3);
  return Float32Array.from({ length: size }, (_, index) =>
    luma.reduce<number>((sum, weight, band) => sum + (weight * (colours?.[band * size + index] ?? 0)) / 257, 0),
  );
}
