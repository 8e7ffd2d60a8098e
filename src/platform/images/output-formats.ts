export type OutputFormat = 'JPEG' | 'PNG' | 'WEBP' | 'AVIF';

interface OutputFacts {
  contentType: string;
  extension: string;
  /** Longest side in pixels that the encoder writes. */
  maxSide: number;
}

/** Limits: libjpeg's JPEG_MAX_DIMENSION, the 14 bits of a VP8 frame header, what libheif encodes, the PNG specification. */
export const outputFormats: Record<OutputFormat, OutputFacts> = {
  JPEG: { contentType: 'image/jpeg', extension: 'jpg', maxSide: 65_500 },
  PNG: { contentType: 'image/png', extension: 'png', maxSide: 2 ** 31 - 1 },
  WEBP: { contentType: 'image/webp', extension: 'webp', maxSide: 16_383 },
  AVIF: { contentType: 'image/avif', extension: 'avif', maxSide: 16_384 },
};
