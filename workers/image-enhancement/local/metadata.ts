import sharp from 'sharp';
import type { Clock } from './clock.ts';
import { decoding, toFile } from './libvips.ts';

/**
 * One black pixel that carries the source's EXIF and XMP. sharp writes only metadata it has read with a picture, and
 * not that of decoded pixels; so the encoder is given this picture, enlarged, and the pixels are laid over it.
 * Orientation is reset in both, since the pixels are upright.
 */
export async function metadataCarrier(bytes: Buffer, channels: 3 | 4, clock: Clock): Promise<Buffer> {
  const { xmpAsString } = await sharp(bytes, { limitInputPixels: false }).metadata();
  let carrier = sharp(bytes, { limitInputPixels: false, failOn: 'error' }).autoOrient().resize(1, 1).linear(0, 0);
  carrier = channels === 4 ? carrier.ensureAlpha() : carrier.removeAlpha();
  carrier = carrier.keepExif();
  if (xmpAsString) carrier = carrier.withXmp(uprightXmp(xmpAsString));
  return decoding(toFile(carrier.toColourspace('srgb').png(), clock));
}

/** XMP may repeat the orientation, as an attribute or as an element. */
const uprightXmp = (xmp: string): string =>
  xmp.replaceAll(/(tiff:Orientation\s*(?:=\s*["']|>\s*))[2-8]/g, (_match, before: string) => `${before}1`);
