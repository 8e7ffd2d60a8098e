import type * as z from 'zod';
import type { Clock } from './clock.ts';
import type { imageEnhancement } from '../contract.ts';
import { decode } from './decode.ts';
import { denoise } from './denoise.ts';
import { encode } from './encode.ts';
import { readFacts, type SourceFacts } from '../../../src/platform/images/source-facts.ts';
import { checkSize } from '../check-size.ts';
import type { Levels } from './levels.ts';
import { metadataCarrier } from './metadata.ts';
import type { Pixels } from './pixels.ts';
import { applyTone, changesTone } from './tone.ts';

type Input = z.output<(typeof imageEnhancement)['input']>;
/** What was done to an image, as the contract describes it. */
type Applied = NonNullable<z.output<(typeof imageEnhancement)['result']>['applied']>;
export type Phase = 'DECODE' | 'DENOISE' | 'TONE' | 'ENCODE';

/** What to do: two parts of the workflow's input. */
export type EnhanceJob = Pick<Input, 'local' | 'output'>;

export interface Limits {
  maxPixels: number;
  maxSeconds: number;
}

/**
 * Rows done in a phase, out of all its rows. Phases come in order, and those that are off do not come at all. DECODE and
 * ENCODE are one call to libvips each, which says nothing on its way: they go from none to all.
 */
export type OnProgress = (phase: Phase, done: number, total: number) => void;

export interface Enhanced<Data = Buffer> {
  data: Data;
  /** Pixels of the result. */
  width: number;
  height: number;
  applied: Applied;
}

interface PhaseOptions {
  maxPixels: number;
  /** The image whose EXIF and XMP are kept, when the output keeps any; the image itself unless another is named. */
  metadataOf?: Buffer | undefined;
  clock: Clock;
  onProgress: OnProgress;
}

/** The work itself. It keeps a core busy: never call it on the thread that serves others. */
export async function runPhases(
  bytes: Buffer,
  { local, output }: EnhanceJob,
  { maxPixels, metadataOf = bytes, clock, onProgress }: PhaseOptions,
): Promise<Enhanced> {
  const { format, quality } = output;
  const { upscale } = local;
  const facts = await readFacts(bytes);
  checkSize(facts, { upscale, format, maxPixels });

  onProgress('DECODE', 0, facts.height);
  const pixels = await decode(bytes, { facts, maxPixels, keepAlpha: format !== 'JPEG', clock });
  const { hasMetadata } = metadataOf === bytes ? facts : await readFacts(metadataOf);
  const keepsMetadata = output.keepMetadata && hasMetadata;
  const carrier = keepsMetadata ? await metadataCarrier(metadataOf, pixels.channels, clock) : null;
  onProgress('DECODE', pixels.height, pixels.height);

  if (local.denoise > 0) {
    await denoise(pixels, local.denoise, clock, (done, total) => onProgress('DENOISE', done, total));
  }
  let levels: Levels | null = null;
  if (changesTone(local)) {
    ({ levels } = applyTone(pixels, local, (done, total) => {
      clock.throwIfStopped();
      onProgress('TONE', done, total);
    }));
  }
  const width = pixels.width * upscale;
  const height = pixels.height * upscale;
  onProgress('ENCODE', 0, height);
  const data = await encode(pixels, { format, quality, upscale, carrier, clock });
  onProgress('ENCODE', height, height);
  return { data, width, height, applied: describe({ facts, levels, pixels }, { local, output }) };
}

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
