import sharp from 'sharp';
import type { Crs } from '../../src/platform/geo/crs.ts';
import type { GeoTransform } from '../../src/platform/geo/geo-transform.ts';
import type { Grey } from '../../src/platform/geo/grey.ts';
import { openRaster, type Raster } from '../../src/platform/geo/raster.ts';
import { RasterRejected } from '../../src/platform/geo/raster-rejected.ts';
import { asRejection, ImageRejected } from '../../src/platform/images/rejection.ts';

/** The file as a GeoTIFF; null when it is none, or none that is read here. */
async function asRaster(bytes: Buffer): Promise<Raster | null> {
  try {
    return await openRaster(({ start, end }) => Promise.resolve(bytes.subarray(start, end + 1)), {
      bytes: bytes.length,
    });
  } catch (error) {
    if (error instanceof RasterRejected) return null;
    throw error;
  }
}

/** Where an image says that it is: only a GeoTIFF with a known system does. */
export async function claimOf(bytes: Buffer): Promise<{ transform: GeoTransform; crs: Crs } | null> {
  const { transform = null, crs = null } = (await asRaster(bytes)) ?? {};
  return transform && crs ? { transform, crs } : null;
}

/**
 * The image as grey, upright, with at most so many pixels. Deep colours are stretched, as those of the reference are. Throws
 * `ImageRejected`.
 */
export async function greyOf(
  bytes: Buffer,
  size: { width: number; height: number },
  { factor, maxPixels, signal }: { factor: number; maxPixels: number; signal: AbortSignal },
): Promise<Grey> {
  const raster = await asRaster(bytes);
  if (raster && raster.bitsPerSample > 8 && raster.width === size.width && raster.height === size.height) {
    try {
      return await raster.grey({ x: 0, y: 0, width: raster.width, height: raster.height }, factor, signal);
    } catch (error) {
      if (error instanceof RasterRejected)
        throw new ImageRejected('CORRUPT_IMAGE', 'The image is damaged or incomplete.');
      throw error;
    }
  }
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels })
      .autoOrient()
      .flatten({ background: 'black' })
      .resize({
        width: Math.max(1, Math.round(size.width / factor)),
        height: Math.max(1, Math.round(size.height / factor)),
        fit: 'fill',
      })
      .greyscale()
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), width: info.width, height: info.height };
  } catch (error) {
    throw asRejection(error);
  }
}
