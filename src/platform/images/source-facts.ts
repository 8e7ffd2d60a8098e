import sharp, { type Metadata } from 'sharp';
import { asRejection, ImageRejected } from './rejection.ts';
import { sniffFormat, type SourceFormat } from './source-format.ts';

/** What an image's header says. */
export interface SourceFacts {
  format: SourceFormat;
  /** Upright, in pixels. */
  width: number;
  height: number;
  pages: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  colour: 'SRGB' | 'GREY' | 'PROFILE' | 'CMYK';
  hasAlpha: boolean;
  hasMetadata: boolean;
  /** 16-bit colours with a profile of their own, which sharp treats differently. */
  deepProfile: boolean;
}

/**
 * Reads the header of an image. Part of the file may do, if its format keeps the header in front.
 * Throws `ImageRejected`: UNSUPPORTED_FORMAT by its first bytes, CORRUPT_IMAGE when the rest does not match them.
 */
export async function readFacts(bytes: Buffer): Promise<SourceFacts> {
  const format = sniffFormat(bytes);
  if (!format) {
    const what = bytes.length === 0 ? 'The file is empty.' : 'The file is no image of a format that is read.';
    throw new ImageRejected('UNSUPPORTED_FORMAT', `${what} Give a JPEG, PNG, WebP, AVIF or TIFF image.`);
  }
  try {
    // The limit is ours to check, so that the answer names it.
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    return {
      format,
      width: metadata.autoOrient.width,
      height: metadata.autoOrient.height,
      pages: metadata.pages ?? 1,
      orientation: metadata.orientation ?? 1,
      colour: colourOf(metadata),
      hasAlpha: metadata.hasAlpha,
      hasMetadata: metadata.exif !== undefined || metadata.xmp !== undefined,
      deepProfile: metadata.space === 'rgb16' && metadata.hasProfile,
    };
  } catch (error) {
    throw asRejection(error);
  }
}

function colourOf({ space, hasProfile }: Metadata): SourceFacts['colour'] {
  if (space === 'cmyk') return 'CMYK';
  if (space === 'b-w' || space === 'grey16') return 'GREY';
  return hasProfile ? 'PROFILE' : 'SRGB';
}
