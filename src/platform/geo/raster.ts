import { createCrs, type Crs, type Position } from './crs.ts';
import { CrsRejected } from './crs-rejected.ts';
import { toCoordinates, toPixel, transformOfTags, type GeoTransform } from './geo-transform.ts';
import { toGrey, type Grey } from './grey.ts';
import type { ReadRange } from '../read-range.ts';
import { createRangeSource, type RangeSource } from './range-source.ts';
import { readLevels } from './raster-layout.ts';
import { RasterRejected } from './raster-rejected.ts';
import { meansOf } from './raster-window.ts';

/** In pixels of the raster itself. */
export interface PixelWindow {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface RasterView extends Grey {
  /** Where its first pixel begins, in pixels of the raster, and how many of these one of its pixels is. */
  origin: [x: number, y: number];
  step: [x: number, y: number];
  /** The share of its pixels that have a value, 0 to 1. */
  valid: number;
}

export interface Raster {
  width: number;
  height: number;
  bands: number;
  bitsPerSample: number;
  /** Width and height of each resolution, the finest first. */
  levels: { width: number; height: number }[];
  /** Null when the raster has none. */
  transform: GeoTransform | null;
  /** The system that was asked for, or the raster's own; null when it says none that is known, and why not. */
  crs: Crs | null;
  crsProblem: string | null;
  /** WGS 84 of a place in the raster, in pixels. Throws `CrsRejected`, and `RasterRejected` without position. */
  toLonLat: (pixel: Position) => [lon: number, lat: number];
  toPixel: (lonLat: Position) => [x: number, y: number];
  /** How many pixels have to be read for a view; those of the overview that is taken. */
  pixelsToRead: (window: PixelWindow, step: number) => number;
  /**
   * A part of the raster as grey, where each pixel is the mean of `step` x `step` of the raster, at least: read from the
   * coarsest overview that is fine enough. What is outside the raster is left out.
   */
  grey: (window: PixelWindow, step: number, signal?: AbortSignal) => Promise<RasterView>;
  /** Bytes that have been read so far. */
  bytesRead: () => number;
}

/** The most that a view may have. */
const maxViewPixels = 16_000_000;

interface Options {
  /** Of the whole object. */
  bytes: number;
  /** Used instead of what the raster says. */
  crs?: Crs | null | undefined;
}

/**
 * Opens a GeoTIFF, of which only the parts that are needed are read. At most 16 MB of it are kept, besides what is asked
 * for. Throws `RasterRejected`, and what reading throws.
 */
export async function openRaster(read: ReadRange, { bytes, crs: asked = null }: Options): Promise<Raster> {
  if (bytes === 0) throw new RasterRejected('NOT_GEOTIFF', 'The raster is empty.');
  const source = createRangeSource(read, bytes);
  const levels = await orRejected(source, 'NOT_GEOTIFF', () => readLevels(source));
  source.strict = true;
  const [{ image, width, height }] = levels;
  const tags = image.fileDirectory;
  const [modelTransformation, modelTiepoint, modelPixelScale] = await orRejected(source, 'DAMAGED', () =>
    Promise.all([
      tags.loadValue('ModelTransformation'),
      tags.loadValue('ModelTiepoint'),
      tags.loadValue('ModelPixelScale'),
    ]),
  );
  const keys = image.getGeoKeys();
  const pixelIsPoint = keys?.GTRasterTypeGeoKey === 2;
  const transform = transformOfTags({ modelTransformation, modelTiepoint, modelPixelScale, pixelIsPoint });
  const { crs, problem } = asked ? { crs: asked, problem: null } : crsOf(keys);

  const position = () => {
    if (!transform) {
      throw new RasterRejected(
        'NO_POSITION',
        'The raster does not say where it is: it has neither a transformation nor one tie point and a pixel size.',
      );
    }
    if (!crs) throw new CrsRejected('UNKNOWN', problem ?? 'The raster has no coordinate reference system.');
    return { transform, crs };
  };
  const levelFor = (step: number) =>
    levels.findLast(({ across, down }) => Math.max(across, down) <= step * 1.001) ?? levels[0];

  return {
    width,
    height,
    bands: image.getSamplesPerPixel(),
    bitsPerSample: image.getBitsPerSample(),
    levels: levels.map((level) => ({ width: level.width, height: level.height })),
    transform,
    crs,
    crsProblem: problem,
    toLonLat(pixel) {
      const { transform: placed, crs: system } = position();
      return system.inverse(toCoordinates(placed, pixel));
    },
    toPixel(lonLat) {
      const { transform: placed, crs: system } = position();
      const [x, y] = system.forward(lonLat);
      const [middle] = toCoordinates(placed, [width / 2, height / 2]);
      return toPixel(placed, [system.geographic ? beside(x, middle) : x, y]);
    },
    pixelsToRead(window, step) {
      const { across, down } = levelFor(step);
      return Math.ceil(window.width / across) * Math.ceil(window.height / down);
    },
    async grey(window, step, signal) {
      const level = levelFor(step);
      const left = Math.max(0, Math.floor(window.x / level.across));
      const top = Math.max(0, Math.floor(window.y / level.down));
      const wide = Math.min(level.width, Math.ceil((window.x + window.width) / level.across)) - left;
      const high = Math.min(level.height, Math.ceil((window.y + window.height) / level.down)) - top;
      // A window narrower than a step is no less of the raster.
      const factor = Math.max(1, Math.min(Math.floor((step / level.across) * 1.001), wide, high));
      const [columns, rows] = [Math.floor(wide / factor), Math.floor(high / factor)];
      if (!(columns > 0 && rows > 0)) throw new RangeError('The window is outside the raster.');
      if (columns * rows > maxViewPixels) throw new RangeError(`A view has at most ${maxViewPixels} pixels.`);
      const { values, valid } = await orRejected(source, 'DAMAGED', () =>
        meansOf(level.image, { left, top, columns, rows, factor }, signal),
      );
      return {
        data: toGrey(values, { eightBit: image.getBitsPerSample() <= 8 && image.getSampleFormat() === 1 }),
        width: columns,
        height: rows,
        origin: [left * level.across, top * level.down],
        step: [factor * level.across, factor * level.down],
        valid: valid / values.length,
      };
    },
    bytesRead: () => source.bytesRead,
  };
}

/** A longitude as it is beside another one: a raster may go on across 180° east, or begin at 0° and end at 360°. */
const beside = (lon: number, other: number): number =>
  Math.abs(lon - other) > 180 ? lon + 360 * Math.round((other - lon) / 360) : lon;

function crsOf(keys: ReturnType<Awaited<ReturnType<typeof readLevels>>[0]['image']['getGeoKeys']>) {
  try {
    return { crs: createCrs(keys ?? {}), problem: null };
  } catch (error) {
    if (error instanceof CrsRejected) return { crs: null, problem: error.message };
    throw error;
  }
}

/** geotiff says by plain errors what is wrong with a file; what reading has failed with goes before it. */
async function orRejected<T>(source: RangeSource, code: 'NOT_GEOTIFF' | 'DAMAGED', read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const { failure } = source;
    source.failure = null;
    if (failure && !(failure instanceof RasterRejected)) throw failure;
    if (cause instanceof RasterRejected || (cause instanceof Error && cause.name === 'AbortError')) throw cause;
    if (failure) throw failure;
    throw new RasterRejected(
      code,
      code === 'NOT_GEOTIFF'
        ? 'This is not a GeoTIFF, or its header is damaged.'
        : 'The raster is damaged or incomplete.',
      { cause },
    );
  }
}
