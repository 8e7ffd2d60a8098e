import { cellsOf } from './cells.ts';
import type { VideoStream } from './media-information.ts';
import type { Sampling, TimeRange } from './sampling.ts';
import { originOf } from './ticks.ts';

/** Frames that tell whether the one after them begins a scene: ffmpeg compares how much changes with how much did. */
export const framesOfScene = 2;

/** What was before the frames that come through. */
interface Before {
  /** Time of the last frame, in ticks; null where there is none in the range. */
  previous: number | null;
  /** Frames of the range. */
  frames: number;
  /** Whether the first frames that come through only tell what is a scene after them. */
  onlyTell: boolean;
}

/** The expression of ffmpeg's `select` that takes the sampled frames out of those of a segment; null for all of them. */
export function samplingExpression(
  sampling: Sampling,
  range: TimeRange,
  video: VideoStream,
  { previous, frames, onlyTell }: Before,
): string | null {
  switch (sampling.kind) {
    case 'EVERY_FRAME':
    case 'TIMES':
      return null;
    case 'EVERY_NTH':
      return `not(mod(n+${frames},${sampling.n}))`;
    case 'KEY_FRAMES':
      return 'key';
    case 'SCENES':
      return `gt(scene,${sampling.threshold})*gte(n,${onlyTell ? framesOfScene : 0})*gt(pts,${previous ?? -1e15})`;
    case 'FPS': {
      const cells = cellsOf(sampling.fps, video.timeBase, originOf(range, video));
      return entering(cells.expression('pts'), previous === null ? -1 : cells.of(previous));
    }
  }
}

/** Takes the first frame at or after each of these ticks, which ascend. */
export const reaching = (ticks: readonly number[]): string => entering(passed(ticks), 0);

/**
 * Takes a frame whose number is greater than that of those before: it is remembered in variable 0 of the expression, which ffmpeg
 * keeps from frame to frame.
 */
const entering = (number: string, before: number) =>
  `0*if(eq(n,0),st(0,${before}),0)+if(gt(${number},ld(0)),1+0*st(0,${number}),0)`;

/** How many of the ticks a time has passed: a search in halves, as there may be many. */
function passed(ticks: readonly number[], before = 0): string {
  if (ticks.length === 0) return String(before);
  const middle = Math.floor(ticks.length / 2);
  const later = passed(ticks.slice(middle + 1), before + middle + 1);
  return `if(gte(pts,${ticks[middle]}),${later},${passed(ticks.slice(0, middle), before)})`;
}
