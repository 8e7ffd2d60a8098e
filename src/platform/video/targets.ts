import { cellsOf } from './cells.ts';
import type { MediaInformation, VideoStream } from './media-information.ts';
import type { Sampling, TimeRange } from './sampling.ts';
import { boundsOf, lastTick, originOf, toTicks, zeroOf, type Bounds } from './ticks.ts';

/** From so many seconds between two frames on, looking for each costs less than decoding what is between them. */
const sparseSeconds = 4;
/** Targets that are nearer to each other are decoded in one go, of at most so many seconds. */
const groupSeconds = 10;

/** Whether wanted frames are so far apart that each is looked for by itself. */
export function isSparse(sampling: Sampling, information: MediaInformation): boolean {
  if (sampling.kind === 'TIMES') return true;
  return sampling.kind === 'FPS' && 1 / sampling.fps >= sparseSeconds && lastTick(information) !== null;
}

/** Ticks at or after which the first frame is wanted, from `within.from` on and before `within.to`. */
export function targetsOf(
  sampling: Sampling,
  range: TimeRange,
  information: MediaInformation,
  within: Bounds = boundsOf(range, information.video),
): number[] {
  const { video } = information;
  if (sampling.kind === 'TIMES') {
    const ticks = sampling.seconds.map((second) => zeroOf(video) + toTicks(second, video.timeBase));
    return [...new Set(ticks)].filter((tick) => tick >= within.from && tick < within.to).toSorted((a, b) => a - b);
  }
  if (sampling.kind !== 'FPS') return [];
  const end = Math.min(within.to, (lastTick(information) ?? 0) + 1);
  const cells = cellsOf(sampling.fps, video.timeBase, originOf(range, video));
  const targets: number[] = [];
  for (let cell = Math.max(0, cells.of(within.from)); ; cell++) {
    const target = cells.begin(cell);
    if (target >= end) return targets;
    if (target >= within.from) targets.push(target);
  }
}

/** Targets that are decoded in one go each. */
export function groupTargets(targets: readonly number[], { timeBase }: VideoStream): number[][] {
  const groups: number[][] = [];
  for (const target of targets) {
    const group = groups.at(-1);
    const near =
      group &&
      target - group.at(-1)! < toTicks(sparseSeconds, timeBase) &&
      target - group[0]! < toTicks(groupSeconds, timeBase);
    if (near) group.push(target);
    else groups.push([target]);
  }
  return groups;
}
