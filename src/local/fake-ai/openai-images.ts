import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Source } from './openai-request.ts';

export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface Picture {
  width: number;
  height: number;
  format: ImageFormat;
  prompt: string;
  /** Where there is one, the picture is made from it. */
  source?: Source;
}

/** A picture that is really one, always the same for the same request: the source in other colours, or colours that run into one another. */
export async function paint({ width, height, format, prompt, source }: Picture, blurred = 0): Promise<Buffer> {
  const [red, green, blue] = createHash('sha256').update(prompt).digest();
  const drawn = source
    ? sharp(source.bytes).autoOrient().resize(width, height, { fit: 'cover' }).modulate({ saturation: 1.3 })
    : sharp(colours(width, height, [red!, green!, blue!]));
  const clear = drawn.removeAlpha();
  return (blurred > 0 ? clear.blur(blurred) : clear).toFormat(format).toBuffer();
}

function colours(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const round = Math.min(width, height);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <linearGradient id="sky" x2="1" y2="1">
        <stop stop-color="rgb(${red},${green},${blue})"/><stop offset="1" stop-color="rgb(${blue},${red},${green})"/>
      </linearGradient>
      <rect width="100%" height="100%" fill="url(#sky)"/>
      <circle cx="${width * 0.7}" cy="${height * 0.35}" r="${round * 0.15}" fill="rgb(255,240,${blue})"/>
      <circle cx="${width * 0.3}" cy="${height}" r="${round * 0.5}" fill="rgb(${green},${blue},${red})"/>
    </svg>`,
  );
}
