import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import { maxTileBytes, readableCompressions } from './block-decoders.ts';
import { RasterRejected } from './raster-rejected.ts';
import type { RangeSource } from './range-source.ts';

/** One resolution of a raster: itself, or an overview. */
export interface Level {
  image: GeoTIFFImage;
  width: number;
  height: number;
  /** Pixels of the raster itself in one of these, in each direction. */
  across: number;
  down: number;
}

/** More directories than any raster has, and fewer than a loop of them. */
const maxDirectories = 40;

/** The resolutions of a raster, the finest first. Throws `RasterRejected`. */
export async function readLevels(source: RangeSource): Promise<[Level, ...Level[]]> {
  const tiff = await GeoTIFF.fromSource(source);
  const first = await tiff.getImage(0);
  const [width, height] = [first.getWidth(), first.getHeight()];
  const levels: [Level, ...Level[]] = [checked({ image: first, width, height, across: 1, down: 1 })];
  let image = first;
  for (let index = 1; index < maxDirectories && image.fileDirectory.nextIFDByteOffset !== 0; index++) {
    image = await tiff.getImage(index);
    if (!isOverview(image)) continue; // a mask, or another page
    const [smaller, lower] = [image.getWidth(), image.getHeight()];
    const level = { image, width: smaller, height: lower, across: width / smaller, down: height / lower };
    if (level.across > 1 && Math.abs(level.across - level.down) <= 0.1 * level.across) levels.push(checked(level));
  }
  if (!tiff.littleEndian && levels.some((level) => level.image.fileDirectory.deferredArrays.size > 0)) {
    throw new RasterRejected(
      'UNSUPPORTED',
      'The raster is big-endian, of which only small ones are read. Rewrite it: `gdal_translate -of COG`.',
    );
  }
  return [levels[0], ...levels.slice(1).toSorted((one, other) => one.across - other.across)];
}

/** NewSubfileType: bit 0 says a reduced resolution, bit 2 a mask. */
const isOverview = (image: GeoTIFFImage): boolean =>
  ((image.fileDirectory.getValue('NewSubfileType') ?? 0) & 0b101) === 0b001;

function checked(level: Level): Level {
  const { image, width, height } = level;
  const [tileWidth, tileHeight] = [image.getTileWidth(), image.getBlockHeight(0)];
  if (!(width > 0 && height > 0 && tileWidth > 0 && tileHeight > 0))
    throw new RasterRejected('DAMAGED', 'The raster is incomplete: it does not say its size.');
  if (image.getSampleFormat() > 3 || ![1, 2, 4, 8, 16, 32, 64].includes(image.getBitsPerSample()))
    throw new RasterRejected(
      'UNSUPPORTED',
      'The pixels of the raster are neither integers nor floating-point numbers.',
    );
  if (!readableCompressions.includes(image.fileDirectory.getValue('Compression')))
    throw new RasterRejected(
      'UNSUPPORTED',
      'The raster is compressed in a way that is not read here, such as ZSTD, LERC or WebP. Rewrite it: `gdal_translate -of COG -co COMPRESS=DEFLATE`.',
    );
  if (tileWidth * tileHeight * image.getBytesPerPixel() <= maxTileBytes) return level;
  throw new RasterRejected(
    'TOO_LARGE',
    `The raster is stored in parts of ${tileWidth} x ${tileHeight} pixels that can only be read as one. Store it in tiles, as a Cloud Optimized GeoTIFF: \`gdal_translate -of COG\`.`,
  );
}
