import { cellsOf } from './cells.ts';
import { listFrames, type ListedFrames } from './list-frames.ts';
import type { MediaInformation } from './media-information.ts';
import { framesOfScene } from './sampling-expression.ts';
import type { Sampling, TimeRange } from './sampling.ts';
import { seekOf } from './seek.ts';
import type { Segment, SegmentPlan } from './segment.ts';
import type { VideoSource } from './source.ts';
import { groupTargets, isSparse, targetsOf } from './targets.ts';
import { boundsOf, originOf, toSeconds, toTicks } from './ticks.ts';

/** The most segments of a video; those of a longer one are longer. */
const mostSegments = 300;
/** Seconds of a segment, and of one of which few frames are taken: to begin one takes ffmpeg as long as to read a few seconds. */
const seconds = { least: 10, most: 30 };
/** So many frames are not few. */
const enoughFrames = 50;
/** Seconds of a segment of which only key frames are decoded. */
const secondsOfKeyFrames = 120;
/** Frames of a segment that are looked for one by one. */
const lookUps = 32;

interface PlanRequest {
  source: VideoSource;
  information: MediaInformation;
  sampling: Sampling;
  range: TimeRange;
  signal: AbortSignal;
  /** Seconds read so far, of the video. */
  onProgress?: (seconds: number) => void;
}

/**
 * Segments of about ten seconds, up to thirty where few frames are taken, which begin at key frames. All frames are listed for it, without decoding them, unless those that
 * are wanted are so far apart that each is looked for by itself. None is wanted where there are no segments.
 */
export async function planSegments(request: PlanRequest): Promise<SegmentPlan> {
  const { source, information, sampling, signal, onProgress } = request;
  if (isSparse(sampling, information)) return planLookUps(request);
  const listed = await listFrames(source, information.video, signal, onProgress);
  const segments = cut(listed, request);
  return {
    segments,
    frames: segments.reduce((sum, { frames }) => sum + (frames ?? 0), 0),
    sampled: sampling.kind === 'SCENES' ? null : segments.reduce((sum, { sampled }) => sum + (sampled ?? 0), 0),
    sampledExact: sampling.kind !== 'SCENES' && listed.exact,
    problems: listed.problems,
  };
}

/** Segments of so many frames to look for. */
function planLookUps({ information, sampling, range }: PlanRequest): SegmentPlan {
  const { video } = information;
  const bounds = boundsOf(range, video);
  const targets = targetsOf(sampling, range, information);
  const groups = groupTargets(targets, video);
  const each = Math.max(lookUps, Math.ceil(groups.length / mostSegments));
  const chunks = Array.from({ length: Math.ceil(groups.length / each) }, (_, index) =>
    groups.slice(index * each, (index + 1) * each).flat(),
  );
  const segments = chunks.map((chunk, index): Segment => {
    const end = chunks[index + 1]?.[0] ?? bounds.to;
    return {
      index,
      start: chunk[0]!,
      end: end === Infinity ? null : end,
      until: end === Infinity ? null : end,
      frames: null,
      sampled: chunk.length,
      firstFrame: null,
      framesBefore: null,
      previous: null,
      seek: null,
      decodes: 'LOOK_UPS',
    };
  });
  return { segments, frames: null, sampled: targets.length, sampledExact: false, problems: [] };
}

function cut(listed: ListedFrames, { information, sampling, range }: PlanRequest): Segment[] {
  const { video } = information;
  const { times, keys } = listed;
  const bounds = boundsOf(range, video);
  const first = indexFrom(times, bounds.from);
  const last = indexFrom(times, bounds.to);
  if (first >= last) return [];
  const whole = times[last - 1]! - times[first]!;
  // Of others the decoder does not tell which are which when it sees nothing else.
  const keysOnly = sampling.kind === 'KEY_FRAMES' && listed.closed;
  const count = counter(sampling, range, information, keys);
  const sampled = count(times.slice(first, last), 0, null) ?? 0; // of scenes there are few
  const forEnough = toSeconds(whole, video.timeBase) * (enoughFrames / sampled);
  const least = keysOnly ? secondsOfKeyFrames : Math.min(Math.max(seconds.least, forEnough), seconds.most);
  const length = Math.max(toTicks(least, video.timeBase), Math.ceil(whole / (mostSegments - 1)));
  const borders = [first];
  for (let at = first + 1; at < last; at++)
    if (keys.has(times[at]!) && times[at]! > times[at - 1]! && times[at]! - times[borders.at(-1)!]! >= length)
      borders.push(at);
  return borders.map((begin, index): Segment => {
    const border = borders[index + 1];
    const own = times.slice(begin, border ?? last);
    const previous = begin > first ? times[begin - 1]! : null;
    const end = (border === undefined ? null : times[border]!) ?? (bounds.to === Infinity ? null : bounds.to);
    return {
      index,
      start: times[begin]!,
      end,
      until: sampling.kind === 'SCENES' && border !== undefined ? timeAt(border + framesOfScene) : end,
      frames: listed.exact ? own.length : null,
      sampled: count(own, begin - first, previous),
      firstFrame: listed.exact ? begin : null,
      framesBefore: begin - first,
      previous,
      seek: begin === 0 ? null : seekOf(times[begin]!, information, keys.has(times[begin]!) ? nextKey(begin) : null),
      decodes: keysOnly ? 'KEY_FRAMES' : 'ALL',
    };
  });

  /** Of a frame of the range; null beyond it. */
  function timeAt(index: number): number | null {
    return index < last ? times[index]! : bounds.to === Infinity ? null : bounds.to;
  }

  /** The next one after a key frame; null where there is none. */
  function nextKey(begin: number): number | null {
    for (let at = begin + 1; at < times.length; at++) if (keys.has(times[at]!)) return times[at]!;
    return null;
  }
}

/** How many frames of a segment are sampled; null where that shows only once they are decoded. */
function counter(sampling: Sampling, range: TimeRange, { video }: MediaInformation, keys: ReadonlySet<number>) {
  return (own: readonly number[], before: number, previous: number | null): number | null => {
    switch (sampling.kind) {
      case 'EVERY_FRAME':
        return own.length;
      case 'EVERY_NTH':
        return Math.ceil((before + own.length) / sampling.n) - Math.ceil(before / sampling.n);
      case 'KEY_FRAMES':
        return own.filter((time) => keys.has(time)).length;
      case 'FPS': {
        const cells = cellsOf(sampling.fps, video.timeBase, originOf(range, video));
        let cell = previous === null ? -1 : cells.of(previous);
        return own.filter((time) => cells.of(time) > cell && ((cell = cells.of(time)), true)).length;
      }
      default:
        return null;
    }
  };
}

/** Index of the first time that is not before `from`, in a list in ascending order. */
function indexFrom(times: readonly number[], from: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
