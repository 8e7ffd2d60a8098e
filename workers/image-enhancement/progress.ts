import type * as z from 'zod';
import type { Report } from '../kit/activity.ts';
import type { imageEnhancement } from './contract.ts';
import type { OutputFormat } from '../../src/platform/images/output-formats.ts';
import type { EnhanceJob } from './local/phases.ts';
import { changesTone } from './local/tone.ts';

type Detail = z.output<NonNullable<(typeof imageEnhancement)['detail']>>;
type Phase = Detail['phase'];

/** In the order in which they happen. */
const phases = ['READ', 'DECODE', 'DENOISE', 'TONE', 'ENCODE', 'WRITE'] as const satisfies Phase[];

const messages: Record<Phase, string> = {
  READ: 'Reading the source',
  DECODE: 'Decoding',
  DENOISE: 'Removing noise',
  TONE: 'Adjusting tones and colours',
  ENCODE: 'Encoding',
  WRITE: 'Writing the result',
};

/** Parts that the whole work is divided into. They have no unit: what is really counted is in the detail. */
const total = 1000;

/** Milliseconds a megapixel takes, measured on one core; only their proportions matter. */
const encodeCost: Record<OutputFormat, number> = { JPEG: 5, PNG: 50, WEBP: 60, AVIF: 250 };
const cost = { decode: 7, denoise: 150, tone: 32, sharpenPerSigma: 12, enlarge: 15, transferPerMegabyte: 10 };

/** How long each phase will take compared to the others. */
function phaseWeights(
  { bytes, width, height }: { bytes: number; width: number; height: number },
  { local, output }: EnhanceJob,
): Record<Phase, number> {
  const megapixels = (width * height) / 1e6;
  const enlarged = megapixels * local.upscale ** 2;
  const transfer = (bytes / 1e6) * cost.transferPerMegabyte;
  return {
    READ: transfer,
    DECODE: megapixels * cost.decode,
    DENOISE: local.denoise > 0 ? megapixels * cost.denoise : 0,
    TONE: changesTone(local) ? megapixels * (cost.tone + local.sharpen * cost.sharpenPerSigma) : 0,
    ENCODE: enlarged * encodeCost[output.format] + (local.upscale > 1 ? enlarged * cost.enlarge : 0),
    WRITE: transfer,
  };
}

/**
 * Turns the progress of each phase into one of the whole: phases that take longer are more of it. Every number comes
 * from work that is done, and none goes back.
 */
export function createProgress(
  source: { bytes: number; width: number; height: number },
  job: EnhanceJob,
  report: (report: Report<Detail>) => void,
) {
  const weights = phaseWeights(source, job);
  const all = phases.reduce((sum, phase) => sum + weights[phase], 0);
  return (phase: Phase, done: number, ofPhase: number) => {
    const before = phases.slice(0, phases.indexOf(phase)).reduce((sum, earlier) => sum + weights[earlier], 0);
    const share = weights[phase] * Math.min(1, done / ofPhase);
    report({
      done: Math.round((total * (before + share)) / all),
      total,
      message: messages[phase],
      detail: { phase, done, total: ofPhase, unit: phase === 'READ' || phase === 'WRITE' ? 'BYTES' : 'ROWS' },
    });
  };
}
