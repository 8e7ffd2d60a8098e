import type * as z from 'zod';
import { startClock } from './clock.ts';
import type { imageEnhancement } from './contract.ts';
import { decode } from './decode.ts';
import { denoise } from './denoise.ts';
import { encode } from './encode.ts';
import { checkSize, readFacts, type SourceFacts } from './facts.ts';
import type { Levels } from './levels.ts';
import { metadataCarrier } from './metadata.ts';
import type { Pixels } from './pixels.ts';
import { toneOnThread } from './tone-pool.ts';

type Input = z.output<(typeof imageEnhancement)['input']>;
/** What was done to an image, as the contract describes it. */
export type Applied = z.output<(typeof imageEnhancement)['result']>['applied'];
export type Phase = 'DECODE' | 'DENOISE' | 'TONE' | 'ENCODE';

/** What to do: two parts of the workflow's input. */
export type EnhanceJob = Pick<Input, 'local' | 'output'>;

interface EnhanceOptions {
  limits: { maxPixels: number; maxSeconds: number };
  signal?: AbortSignal;
  /** Rows done in a phase, out of all its rows. Phases come in order, and those that are off do not come at all. */
  onProgress?: (phase: Phase, done: number, total: number) => void;
}

export interface Enhanced {
  data: Buffer;
  /** Pixels of the result. */
  width: number;
  height: number;
  applied: Applied;
}

/**
 * The whole local enhancement, from file to file, in memory: no storage, no temporary files.
 * Throws `ImageRejected` for what is wrong with the image, and the signal's reason when it is aborted.
 */
export async function enhanceImage(
  bytes: Buffer,
  { local, output }: EnhanceJob,
  { limits, signal, onProgress = () => undefined }: EnhanceOptions,
): Promise<Enhanced> {
  using clock = startClock(limits.maxSeconds, signal);
  const { format, quality } = output;
  const { upscale } = local;
  const facts = await readFacts(bytes);
  checkSize(facts, { upscale, format, maxPixels: limits.maxPixels });

  let pixels = await decode(bytes, { facts, maxPixels: limits.maxPixels, keepAlpha: format !== 'JPEG', clock });
  const keepsMetadata = output.keepMetadata && facts.hasMetadata;
  const carrier = keepsMetadata ? await metadataCarrier(bytes, pixels.channels, clock) : null;
  onProgress('DECODE', pixels.height, pixels.height);

  if (local.denoise > 0) {
    await denoise(pixels, local.denoise, clock, (done, total) => onProgress('DENOISE', done, total));
  }
  let levels: Levels | null = null;
  if (changesTone(local)) {
    const onRows = (done: number, total: number) => onProgress('TONE', done, total);
    ({ pixels, levels } = await toneOnThread(pixels, local, { signal: clock.signal, onRows }));
  }
  const data = await encode(pixels, { format, quality, upscale, carrier, clock });
  const width = pixels.width * upscale;
  const height = pixels.height * upscale;
  onProgress('ENCODE', height, height);
  return { data, width, height, applied: describe({ facts, levels, pixels }, { local, output }) };
}

/** Whether there is anything for the tone thread to do. */
export const changesTone = ({ autoLevels, clahe, gamma, saturation, sharpen }: EnhanceJob['local']): boolean =>
  autoLevels || clahe > 1 || gamma !== 1 || saturation !== 1 || sharpen > 0;

function describe(
  { facts, levels, pixels }: { facts: SourceFacts; levels: Levels | null; pixels: Pixels },
  { local, output }: EnhanceJob,
): Applied {
  const { clahe, denoise, gamma, saturation, sharpen, upscale } = local;
  return {
    clahe,
    denoise,
    gamma,
    saturation,
    sharpen,
    upscale,
    levels: levels && { black: Math.round(levels.black), white: Math.round(levels.white) },
    sourceFormat: facts.format,
    pages: facts.pages,
    orientation: facts.orientation,
    colour: facts.colour,
    alpha: facts.hasAlpha ? (pixels.channels === 4 ? 'KEPT' : 'FLATTENED') : 'NONE',
    metadata: facts.hasMetadata ? (output.keepMetadata ? 'KEPT' : 'DROPPED') : 'NONE',
    format: output.format,
    quality: output.format === 'PNG' ? null : output.quality,
  };
}
