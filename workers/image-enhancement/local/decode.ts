import sharp from 'sharp';
import type { Clock } from './clock.ts';
import type { SourceFacts } from '../../../src/platform/images/source-facts.ts';
import { decoding, toPixels } from './libvips.ts';
import type { Pixels } from './pixels.ts';

interface DecodeOptions {
  facts: SourceFacts;
  /** Pixels the decoder may produce, whatever the header promised. */
  maxPixels: number;
  /** Whether transparency may stay; otherwise it is put onto white. */
  keepAlpha: boolean;
  clock: Clock;
}

/** Decodes the first page upright to 8-bit sRGB. Throws `ImageRejected` when the file is damaged or incomplete. */
export function decode(bytes: Buffer, { facts, maxPixels, keepAlpha, clock }: DecodeOptions): Promise<Pixels> {
  let image = sharp(bytes, {
    limitInputPixels: maxPixels,
    failOn: 'error', // the default, 'warning', also refuses photographs that every viewer shows
    sequentialRead: true,
  }).autoOrient();
  // sharp turns 16-bit pixels with a profile into Display P3 unless another output profile is named.
  if (facts.deepProfile) image = image.withIccProfile('srgb', { attach: false });
  if (facts.hasAlpha && !keepAlpha) image = image.flatten({ background: 'white' });
  return decoding(toPixels(image.toColourspace('srgb'), clock));
}
