import { equalise, lookUp, tileAxis, type Axis } from './clahe.ts';
import { findLevels, toneCurve, type Levels } from './levels.ts';
import { luma } from './luma.ts';
import type { OnRows, Pixels } from './pixels.ts';
import { recolour } from './recolour.ts';
import { blurAcross, blurRow, gaussian } from './sharpen.ts';

/** What happens to luma and the strength of colours. `clahe` 0, `gamma` 1, `saturation` 1, `sharpen` 0 are neutral. */
export interface ToneSettings {
  autoLevels: boolean;
  clahe: number;
  gamma: number;
  saturation: number;
  sharpen: number;
}

/** Whether the settings change anything. */
export const changesTone = ({ autoLevels, clahe, gamma, saturation, sharpen }: ToneSettings): boolean =>
  autoLevels || clahe > 1 || gamma !== 1 || saturation !== 1 || sharpen > 0;

/** How often progress is told, over the whole image. */
const reports = 64;

/**
 * Levels, gamma, CLAHE and sharpening on luma, then the colours of each pixel after it; in place. Two passes: one counts
 * luma by tile, the other goes down the rows and holds no more of them than the blur needs. Rows are counted in both.
 *
 * It keeps a core busy for about 45 ms a megapixel, and stops when `onRows` throws, which leaves the pixels half done.
 */
export function applyTone(pixels: Pixels, settings: ToneSettings, onRows: OnRows): { levels: Levels | null } {
  const { width, height } = pixels;
  const across = tileAxis(width);
  const down = tileAxis(height);
  const tell = atMost(reports, 2 * height, onRows);
  const histograms = countLuma(pixels, across, down, tell);

  const levels = settings.autoLevels ? findLevels(sumOf(histograms)) : null;
  const curve = toneCurve(levels ?? { black: 0, white: 255 }, settings.gamma);
  const tables = histograms.map((histogram) => {
    const table = equalise(throughCurve(histogram, curve), settings.clahe);
    return curve.map((toned) => lookUp(table, toned));
  });

  const tonedRow = createTonedRow(pixels, { across, down, tables });
  const kernel = settings.sharpen > 0 ? gaussian(settings.sharpen) : null;
  const rows = kernel ? createBlur(width, height, kernel, tonedRow) : createPlain(width, tonedRow);
  for (let y = 0; y < height; y++) {
    const { toned, blurred } = rows(y);
    recolour(pixels, y, toned, blurred, settings.saturation);
    tell(height + y + 1);
  }
  return { levels };
}

/** Luma histograms by tile, row of tiles after row of tiles. Invisible pixels do not count. */
function countLuma({ data, width, height, channels }: Pixels, across: Axis, down: Axis, tell: (done: number) => void) {
  const histograms = Array.from({ length: across.tiles * down.tiles }, () => new Uint32Array(256));
  for (let y = 0, tileY = 0; y < height; y++) {
    if (y === down.starts[tileY + 1]) tileY++;
    for (let tileX = 0; tileX < across.tiles; tileX++) {
      const histogram = histograms[tileY * across.tiles + tileX]!;
      const end = (y * width + across.starts[tileX + 1]!) * channels;
      for (let at = (y * width + across.starts[tileX]!) * channels; at < end; at += channels) {
        if (channels === 4 && data[at + 3] === 0) continue;
        histogram[luma(data[at]!, data[at + 1]!, data[at + 2]!)]!++;
      }
    }
    tell(y + 1);
  }
  return histograms;
}

const sumOf = (histograms: Uint32Array[]): number[] =>
  Array.from({ length: 256 }, (_, bin) => histograms.reduce((sum, histogram) => sum + histogram[bin]!, 0));

function throughCurve(histogram: Uint32Array, curve: Float32Array): Uint32Array {
  const moved = new Uint32Array(256);
  histogram.forEach((count, bin) => (moved[Math.round(curve[bin]!)]! += count));
  return moved;
}

interface TileTables {
  across: Axis;
  down: Axis;
  /** New luma by tile and old luma. */
  tables: Float32Array[];
}

type TonedRow = (y: number, to: Float32Array, offset: number) => void;

/** Writes the new luma of a row into `to`, from `offset` on. Blends tables between tiles first down, then across. */
function createTonedRow({ data, width, channels }: Pixels, { across, down, tables }: TileTables): TonedRow {
  const row = new Float32Array(across.tiles * 256);
  return (y, to, offset) => {
    const weight = down.weight[y]!;
    for (let tileX = 0; tileX < across.tiles; tileX++) {
      const above = tables[down.before[y]! * across.tiles + tileX]!;
      const below = tables[down.after[y]! * across.tiles + tileX]!;
      for (let i = 0; i < 256; i++) row[tileX * 256 + i] = above[i]! + (below[i]! - above[i]!) * weight;
    }
    for (let x = 0, at = y * width * channels; x < width; x++, at += channels) {
      const old = luma(data[at]!, data[at + 1]!, data[at + 2]!);
      const left = row[(across.before[x]! << 8) + old]!;
      const right = row[(across.after[x]! << 8) + old]!;
      to[offset + x] = left + (right - left) * across.weight[x]!;
    }
  };
}

interface LumaRow {
  toned: Float32Array;
  /** Null when there is nothing to sharpen. */
  blurred: Float32Array | null;
}

function createPlain(width: number, tonedRow: TonedRow) {
  const toned = new Float32Array(width);
  return (y: number): LumaRow => {
    tonedRow(y, toned, 0);
    return { toned, blurred: null };
  };
}

/** Rows in order, each with its blur; beyond the edges the last pixel goes on. */
function createBlur(width: number, height: number, kernel: Float32Array, tonedRow: TonedRow) {
  const radius = kernel.length - 1;
  const kept = 2 * radius + 1;
  const padded = Array.from({ length: kept }, () => new Float32Array(width + 2 * radius));
  const smooth = Array.from({ length: kept }, () => new Float32Array(width));
  const blurred = new Float32Array(width);
  let next = 0;
  const fill = (y: number) => {
    const row = padded[y % kept]!;
    tonedRow(y, row, radius);
    row.fill(row[radius]!, 0, radius).fill(row[radius + width - 1]!, radius + width);
    blurRow(row, smooth[y % kept]!, kernel);
  };
  return (y: number): LumaRow => {
    while (next < height && next <= y + radius) fill(next++);
    blurAcross((offset) => smooth[Math.min(height - 1, Math.max(0, y + offset)) % kept]!, blurred, kernel);
    return { toned: padded[y % kept]!.subarray(radius, radius + width), blurred };
  };
}

/** Tells of rows no more often than `times` in all, and of the last one always. */
const atMost = (times: number, total: number, onRows: OnRows) => (done: number) => {
  if (done % Math.ceil(total / times) === 0 || done === total) onRows(done, total);
};
