import type { MediaInformation, Ratio, VideoStream } from './media-information.ts';
import type { TimeRange } from './sampling.ts';

/** The first tick that is not before so many seconds; what is less than a thousandth of a tick away is on it. */
export const toTicks = (seconds: number, { numerator, denominator }: Ratio): number =>
  Math.ceil((seconds * denominator) / numerator - 1e-3);

export const toSeconds = (ticks: number, { numerator, denominator }: Ratio): number =>
  (ticks * numerator) / denominator;

/** What times of people are counted from. */
export const zeroOf = ({ startPts }: VideoStream): number => startPts ?? 0;

/** A range in ticks: from where on, and before where. */
export interface Bounds {
  from: number;
  to: number;
}

export function boundsOf({ from, to }: TimeRange, video: VideoStream): Bounds {
  const ticks = (seconds: number) => zeroOf(video) + toTicks(seconds, video.timeBase);
  return { from: from === null ? -Infinity : ticks(from), to: to === null ? Infinity : ticks(to) };
}

/** Where rates count from: the beginning of the range. */
export const originOf = (range: TimeRange, video: VideoStream): number =>
  Math.max(zeroOf(video), boundsOf(range, video).from);

/** The last tick of which something is known to be there; null where the container does not say how long it is. */
export function lastTick({ durationSeconds, video }: MediaInformation): number | null {
  return durationSeconds === null ? null : zeroOf(video) + toTicks(durationSeconds, video.timeBase);
}
