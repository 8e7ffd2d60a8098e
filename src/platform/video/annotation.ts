import { escapeText } from './escape.ts';
import type { VideoStream } from './media-information.ts';
import type { Operation } from './operation.ts';
import type { Sampling } from './sampling.ts';
import { toSeconds, zeroOf } from './ticks.ts';

/** Of the frames that ffmpeg will process. */
interface Numbering {
  sampling: Sampling;
  video: VideoStream;
  /** Number of the first one in the video; null where that is not known. */
  first: number | null;
}

/** The text of an annotation as `drawtext` reads it from a file. */
export function annotationText(operation: Extract<Operation, { kind: 'ANNOTATE' }>, numbering: Numbering): string {
  const parts = [operation.text === null ? [] : escapeText(operation.text), shown(operation.show, numbering) ?? []];
  return parts.flat().join(' ');
}

function shown(show: 'FRAME_NUMBER' | 'TIME_CODE' | null, { sampling, video, first }: Numbering): string | null {
  const zero = toSeconds(zeroOf(video), video.timeBase);
  switch (show) {
    case 'TIME_CODE':
      return `%{pts:hms:${-zero}}`;
    case 'FRAME_NUMBER':
      return `%{eif:${numberExpression(sampling, video, first, zero)}:d}`;
    case null:
      return null;
  }
}

/** By counting where each frame, or each n-th, comes; else by time, which is exact where the rate is constant. */
function numberExpression(
  sampling: Sampling,
  { averageRate }: VideoStream,
  first: number | null,
  zero: number,
): string {
  if (first !== null && sampling.kind === 'EVERY_FRAME') return `n+${first}`;
  if (first !== null && sampling.kind === 'EVERY_NTH') return `n*${sampling.n}+${first}`;
  if (!averageRate) return 'n';
  return `round((t-(${zero}))*${averageRate.numerator}/${averageRate.denominator})`;
}
