import { rgbaToThumbHash } from 'thumbhash';
import { longestPreviewSide, type Preview } from '../wire/preview.ts';

/** What pictures may have before they are decoded: larger ones are no pictures to look at. */
const mostPixels = 100_000_000;
const mostSeconds = 10;
/** Pixels; a thumbhash keeps seven waves a side, which these are plenty for. It takes 100 at most. */
const hashedSide = 64;

export interface Thumbnail extends Pick<Preview, 'width' | 'height' | 'thumbhash'> {
  webp: Buffer;
}

/** A picture as it is previewed: upright, small, and without what was noted beside it. */
export async function thumbnailOf(bytes: Uint8Array): Promise<Thumbnail> {
  const { default: sharp } = await import('sharp'); // here, as few workers need it
  const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels })
    .timeout({ seconds: mostSeconds })
    .autoOrient()
    .resize(longestPreviewSide, longestPreviewSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const small = () => sharp(data, { raw: { width, height, channels: 4 } });
  const [webp, hashed] = await Promise.all([
    small().webp({ quality: 75, effort: 2 }).toBuffer(),
    small().resize(hashedSide, hashedSide, { fit: 'inside' }).raw().toBuffer({ resolveWithObject: true }),
  ]);
  const hash = rgbaToThumbHash(hashed.info.width, hashed.info.height, hashed.data);
  return { webp, width, height, thumbhash: Buffer.from(hash).toString('base64') };
}
