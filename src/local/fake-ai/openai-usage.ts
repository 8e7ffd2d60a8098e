import { noUsage, type Usage } from '../../platform/ai/usage.ts';
import { tokensOf } from './tokens-of.ts';

const pixelsPerToken: Record<string, number> = { low: 3855, medium: 993, high: 252, xhigh: 126, max: 63 };
const perPartial = 100;
/** What a source in high fidelity takes besides its tiles. */
const faithful = { square: 4160, other: 6240 };

interface Work {
  prompt: string;
  width: number;
  height: number;
  quality: string;
  images: number;
  partials: number;
  /** Width and height of what was given. */
  sources: readonly { width: number; height: number }[];
}

export function usageOf({ prompt, width, height, quality, images, partials, sources }: Work): Usage {
  const each = Math.ceil((width * height) / (pixelsPerToken[quality] ?? pixelsPerToken['high']!));
  return {
    ...noUsage,
    input: tokensOf(prompt) + 8,
    imageInput: sources.reduce((sum, source) => sum + tokensOfSource(source), 0),
    imageOutput: images * each + partials * perPartial,
    images,
  };
}

function tokensOfSource({ width, height }: { width: number; height: number }): number {
  const scale = 512 / Math.min(width, height);
  const tiles = Math.min(8, Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512));
  return 65 + 129 * tiles + (width === height ? faithful.square : faithful.other);
}
