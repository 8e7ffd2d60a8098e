import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { outputFormats, type OutputFormat } from '../../src/platform/images/output-formats.ts';

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
