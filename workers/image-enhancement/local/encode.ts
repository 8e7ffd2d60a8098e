import sharp, { type Sharp } from 'sharp';
import type { Clock } from './clock.ts';
import type { OutputFormat } from '../../../src/platform/images/output-formats.ts';
import { withXmpChunk } from '../../../src/platform/images/png-xmp.ts';
import { fromPixels, toFile, toPixels } from './libvips.ts';
import type { Pixels } from './pixels.ts';

interface EncodeOptions {
  format: OutputFormat;
  /** 1 to 100; PNG ignores it. */
  quality: number;
  /** Factor on both sides. */
  upscale: number;
  /** From `metadataCarrier`, when metadata is kept. */
  carrier: Buffer | null;
  clock: Clock;
}

/** Enlarges and encodes. Colours are sRGB, which is what a file without a profile means. */
export async function encode(
  pixels: Pixels,
  { format, quality, upscale, carrier, clock }: EncodeOptions,
): Promise<Buffer> {
  const sized = enlarge(pixels, upscale);
  if (!carrier) return toFile(encoders[format](sized, quality), clock);
  const { data, ...raw } = upscale === 1 ? pixels : await toPixels(sized, clock);
  const { width, height } = raw;
  const carrying = sharp(carrier)
    .resize(width, height, { kernel: 'nearest', fit: 'fill' })
    .boolean(Buffer.from(data.buffer, data.byteOffset, data.length), 'or', { raw }) // black or x is x
    .keepExif();
  if (format !== 'PNG') return toFile(encoders[format](carrying.keepXmp(), quality), clock);
  const png = await toFile(encoders.PNG(carrying, quality), clock);
  const { xmpAsString: xmp } = await sharp(carrier).metadata();
  return xmp ? withXmpChunk(png, xmp) : png;
}

function enlarge(pixels: Pixels, factor: number): Sharp {
  const image = fromPixels(pixels);
  if (factor === 1) return image;
  return image.resize(pixels.width * factor, pixels.height * factor, { kernel: 'lanczos3', fit: 'fill' });
}

const encoders: Record<OutputFormat, (image: Sharp, quality: number) => Sharp> = {
  JPEG: (image, quality) =>
    image.jpeg({
      quality,
      optimiseCoding: false, // would hold the whole coded image a second time, for 5 % fewer bytes
      chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0',
    }),
  PNG: (image) => image.png(),
  WEBP: (image, quality) => image.webp({ quality, effort: 2 }), // half the time of sharp's default 4
  AVIF: (image, quality) => image.avif({ quality, effort: 2 }), // an eighth of the time of sharp's default 4
};
