/**
 * Contrast limited adaptive histogram equalisation: K. Zuiderveld, "Contrast Limited Adaptive Histogram Equalization",
 * Graphics Gems IV, 1994. Every tile equalises its own luma, and each pixel blends the answers of the four tiles around
 * it. Here the part that knows no pixels: tiles, histograms, and luma tables.
 */

/** Tiles a side, as in the paper. */
const tilesPerSide = 8;
/** Smaller tiles than this have too few pixels for a histogram of 256 bins. */
const minTileSide = 32;

/** One axis of the tile grid. */
export interface Axis {
  tiles: number;
  /** First pixel of each tile, and the length of the axis at the end. */
  starts: number[];
  /** For each pixel the tile whose centre is at or before it, the one after it, and the weight of the latter, 0 to 1. */
  before: Uint8Array;
  after: Uint8Array;
  weight: Float32Array;
}

/** Cuts `length` pixels into equal tiles: 8, or fewer on a short side. */
export function tileAxis(length: number): Axis {
  const tiles = Math.min(tilesPerSide, Math.max(1, Math.floor(length / minTileSide)));
  const starts = Array.from({ length: tiles + 1 }, (_, tile) => Math.round((tile * length) / tiles));
  const axis: Axis = {
    tiles,
    starts,
    before: new Uint8Array(length),
    after: new Uint8Array(length),
    weight: new Float32Array(length),
  };
  for (let pixel = 0; pixel < length; pixel++) {
    const position = ((pixel + 0.5) * tiles) / length - 0.5; // in tiles, 0 at the centre of the first
    const before = Math.min(tiles - 1, Math.max(0, Math.floor(position)));
    axis.before[pixel] = before;
    axis.after[pixel] = Math.min(tiles - 1, before + 1);
    axis.weight[pixel] = Math.min(1, Math.max(0, position - before));
  }
  return axis;
}

/**
 * The equalising table of one tile: for each of 256 lumas the new one, 0 to 255 and fractional. It never falls, and
 * nowhere rises by more than `limit` a step. A tile without pixels, or of a single tone, keeps its luma.
 */
export function equalise(histogram: ArrayLike<number>, limit: number): Float32Array {
  const bins = Float64Array.from(histogram);
  const total = bins.reduce((sum, count) => sum + count, 0);
  const identity = limit <= 1 || bins.filter((count) => count > 0).length < 2;
  if (identity) return Float32Array.from(bins, (_, luma) => luma);
  clip(bins, (limit * total) / 256);
  let below = 0;
  // The middle of a bin's share, so that an even histogram is left as it is.
  return Float32Array.from(bins, (count) => {
    const middle = below + count / 2;
    below += count;
    return (255 * middle) / total;
  });
}

/** Cuts bins at the ceiling and spreads the excess over those below it, until no bin stands out. */
function clip(bins: Float64Array, ceiling: number): void {
  for (;;) {
    let excess = 0;
    let open = 0;
    for (let luma = 0; luma < 256; luma++) {
      const over = bins[luma]! - ceiling;
      if (over >= 0) {
        excess += over;
        bins[luma] = ceiling;
      } else open++;
    }
    // Ends: ceiling > average, so bins stay open, and every round but the last fills at least one of them.
    if (excess < ceiling * 1e-6 || open === 0) return;
    for (let luma = 0; luma < 256; luma++) if (bins[luma]! < ceiling) bins[luma]! += excess / open;
  }
}

/** A table looked up between two of its 256 entries. */
export function lookUp(table: Float32Array, luma: number): number {
  const below = Math.min(254, Math.floor(luma));
  return table[below]! + (table[below + 1]! - table[below]!) * (luma - below);
}
