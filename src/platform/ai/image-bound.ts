import type { EditRequest, ImageRequest } from './image-request.ts';
import type { Model } from './model.ts';
import { noUsage, type Usage } from './usage.ts';

/** As much as the dearest that is known. */
const unknownImages = {
  outputPerMegapixel: { low: 600, medium: 2200, high: 8000, xhigh: 16_000, max: 32_000 },
  input: 10_000,
};
/** Drafts that OpenAI is asked for. */
export const partials = 2;
const [perPrompt, perPartial] = [256, 100];
const mostPixels = 3840 * 2160;

/** The most that an image can take. Who charges by the image counts no tokens. */
export function boundOfImage(model: Model | undefined, request: ImageRequest | EditRequest): Usage {
  const byImage = request.backend !== undefined && request.backend !== 'openai' && !model?.images;
  if (byImage) return { ...noUsage, images: 1 };
  const { input, outputPerMegapixel } = model?.images ?? unknownImages;
  const given = 'sources' in request ? request.sources.length + (request.mask ? 1 : 0) : 0;
  const megapixels = pixelsOf(request.size) / 1_000_000;
  return {
    ...noUsage,
    input: Buffer.byteLength(request.prompt) + perPrompt,
    imageInput: given * input,
    imageOutput: Math.ceil(megapixels * outputPerMegapixel[request.quality]) + partials * perPartial,
    images: 1,
  };
}

function pixelsOf(size: string): number {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  return width && height ? Number(width) * Number(height) : mostPixels;
}
