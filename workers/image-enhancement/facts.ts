import sharp, { type Metadata } from 'sharp';
import { outputFormats, sniffFormat, type OutputFormat, type SourceFormat } from './formats.ts';
import { asRejection, ImageRejected } from './rejection.ts';

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
    const what = bytes.length === 0 ? 'The source is empty' : 'The source is not an image of a format that is read';
    throw new ImageRejected('UNSUPPORTED_FORMAT', `${what}; JPEG, PNG, WebP, AVIF and TIFF are.`);
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

interface Size {
  width: number;
  height: number;
}

/** Throws IMAGE_TOO_LARGE when the image or its result has more pixels than allowed, or a side its format cannot have. */
export function checkSize(
  { width, height }: Size,
  { upscale, format, maxPixels }: { upscale: number; format: OutputFormat; maxPixels: number },
): void {
  const size = (factor: number) => `${width * factor} x ${height * factor} pixels`;
  if (width * height > maxPixels) {
    throw new ImageRejected('IMAGE_TOO_LARGE', `The source has ${size(1)}; at most ${maxPixels} in all are allowed.`);
  }
  if (width * height * upscale ** 2 > maxPixels) {
    throw new ImageRejected(
      'IMAGE_TOO_LARGE',
      `The result would have ${size(upscale)}; at most ${maxPixels} in all are allowed. Use a smaller upscale.`,
    );
  }
  const { maxSide } = outputFormats[format];
  if (Math.max(width, height) * upscale > maxSide) {
    throw new ImageRejected(
      'IMAGE_TOO_LARGE',
      `The result would have ${size(upscale)}; a side of a ${format} image has at most ${maxSide}.`,
    );
  }
}
