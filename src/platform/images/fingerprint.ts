import sharp, { type SharpOptions } from 'sharp';
import phash from 'sharp-phash';
import { rgbaToThumbHash } from 'thumbhash';
import { asRejection } from './rejection.ts';

/** Pixels; both hashes look at far fewer. */
const side = 256;
/** Pixels; a thumbhash keeps seven waves a side, which these are plenty for. It takes 100 at most. */
const hashedSide = 64;
const mostSeconds = 60;

interface Fingerprint {
  /** Perceptual hash: 64 bits as 16 hex digits. */
  fingerprint: string;
  /** Base64. */
  thumbhash: string;
}

/** What a picture looks like, upright and on white. Throws `ImageRejected`, and what is not its fault. */
export async function fingerprintOf(bytes: Buffer, { maxPixels }: { maxPixels: number }): Promise<Fingerprint> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels })
      .timeout({ seconds: mostSeconds })
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const [bits, small] = await Promise.all([
      hashOf(data, { raw }), // which would take transparency for a colour
      sharp(data, { raw })
        .resize(hashedSide, hashedSide, { fit: 'inside' })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ]);
    const thumbhash = rgbaToThumbHash(small.info.width, small.info.height, small.data);
    return {
      fingerprint: BigInt(`0b${bits}`).toString(16).padStart(16, '0'),
      thumbhash: Buffer.from(thumbhash).toString('base64'),
    };
  } catch (error) {
    throw asRejection(error);
  }
}

/** Its types say that it is a default export, which a module of that kind has not. */
const hashOf = phash as unknown as (image: Buffer, options: SharpOptions) => Promise<string>;
