import type { PixelWindow } from '../../src/platform/geo/raster.ts';

/** A part of the reference to look at, in its pixels, with so many of these in one that is read. */
export interface Tile extends PixelWindow {
  step: number;
}

interface Plan {
  /** Of the reference. */
  area: PixelWindow;
  /** Pixels of the reference in one of the image, as far as known; at least 1 is read. */
  step: number | null;
  /** Where to begin; else in the middle. */
  first?: { x: number; y: number } | undefined;
}

/** Pixels of a tile as it is read, along a side; and how many of them its neighbour has, too. */
const tileSide = 1400;
const shared = 500;
/** Features are found though one picture has up to some three times the detail of the other. */
const stepRatio = 2.5;
const maxTiles = 400;

/**
 * Where to look, in order: coarse before fine, near before far. Without a known scale the whole area comes as one tile first,
 * then finer and finer until its own pixels; a finer round costs six times as much. Rounds that would take too many tiles
 * are left out, and then it is not `complete`.
 */
export function planSearch({ area, step, first }: Plan): { tiles: Tile[]; complete: boolean } {
  const whole = Math.max(area.width, area.height) / tileSide;
  const steps = step === null ? stepsFrom(Math.max(1, whole)) : [Math.max(1, step)];
  const tiles: Tile[] = [];
  for (const each of steps) {
    const round = tilesOf(area, each, first);
    if (tiles.length + round.length > maxTiles) return { tiles, complete: false };
    tiles.push(...round);
  }
  return { tiles, complete: true };
}

function stepsFrom(coarsest: number): number[] {
  const steps = [coarsest];
  while (steps.at(-1)! > stepRatio) steps.push(steps.at(-1)! / stepRatio);
  return steps.at(-1)! > 1.3 ? [...steps, 1] : steps;
}

function tilesOf(area: PixelWindow, step: number, first = middleOf(area)): Tile[] {
  const columns = placesOf(area.x, area.width, step);
  const tiles = placesOf(area.y, area.height, step).flatMap(([y, height]) =>
    columns.map(([x, width]): Tile => ({ x, y, width, height, step })),
  );
  const away = (tile: Tile) => {
    const { x, y } = middleOf(tile);
    return Math.hypot(x - first.x, y - first.y);
  };
  return tiles.toSorted((one, other) => away(one) - away(other));
}

/** Starts and lengths that cover a length, each as long as a tile, or all of it. */
function placesOf(start: number, length: number, step: number): [start: number, length: number][] {
  const side = Math.min(length, tileSide * step);
  const count = Math.max(1, Math.ceil((length - shared * step) / ((tileSide - shared) * step) - 1e-9));
  const stride = count > 1 ? (length - side) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => [start + index * stride, side]);
}

const middleOf = ({ x, y, width, height }: PixelWindow) => ({ x: x + width / 2, y: y + height / 2 });
