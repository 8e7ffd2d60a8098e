import { AiError } from './ai-error.ts';
import type { Model } from './model.ts';
import { reasonOf } from '../reason-of.ts';

/** An image that is sent along. */
export interface GivenImage {
  bytes: Uint8Array;
  mediaType: string;
}

export type Vision = NonNullable<Model['vision']>;

/** Larger ones are no photos. */
const mostPixels = 100_000_000;
const patch = 28;
/** So that a side that comes out whole stays so. */
const rounding = 1e-6;
/** Each is tried when the one before leaves too many bytes. */
const jpegQualities = [90, 75, 50, 25];

/** As the model reads it: upright, no larger than it looks at, and without what the camera noted beside the picture. */
export async function readableImage({ bytes }: GivenImage, vision: Vision, place: number): Promise<GivenImage> {
  const { default: sharp } = await import('sharp');
  try {
    const upright = sharp(bytes, { limitInputPixels: mostPixels }).autoOrient();
    const { width, height, hasAlpha } = await upright.metadata().then(turned);
    const scale = scaleFor(width, height, vision);
    const [wide, high] = [width, height].map((side) => Math.max(1, Math.floor(side * scale + rounding)));
    const sized = upright.resize(wide, high, { fit: 'fill' });
    const raw = await sized.toColourspace('srgb').png({ compressionLevel: 0 }).toBuffer();
    for (const quality of jpegQualities) {
      const image = sharp(raw);
      const made = await (hasAlpha ? image.webp({ quality }) : image.jpeg({ quality })).toBuffer();
      if (made.length <= vision.maxBytes) return { bytes: made, mediaType: hasAlpha ? 'image/webp' : 'image/jpeg' };
    }
  } catch (error) {
    throw unreadable(place, reasonOf(error), error);
  }
  throw unreadable(place, `it has more than ${vision.maxBytes} bytes even when it is made as small as it may be`);
}

/** Metadata is of the image as it is stored. */
function turned({ width, height, orientation = 1, hasAlpha }: import('sharp').Metadata) {
  return orientation >= 5 ? { width: height, height: width, hasAlpha } : { width, height, hasAlpha };
}

/** A token is a square of 28 pixels. */
function scaleFor(width: number, height: number, { longestSide, maxTokens }: Vision): number {
  let scale = Math.min(1, longestSide / Math.max(width, height));
  while (Math.ceil((width * scale) / patch) * Math.ceil((height * scale) / patch) > maxTokens) scale *= 0.99;
  return scale;
}

const unreadable = (place: number, reason: string, cause?: unknown) =>
  new AiError('REQUEST_REFUSED', `Image ${place} cannot be shown to the model: ${reason}`, { retry: false }, { cause });
