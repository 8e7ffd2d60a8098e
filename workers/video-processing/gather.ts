import { open } from 'node:fs/promises';
import type { Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { toJsonLines } from '../kit/json-lines.ts';
import type { VideoResult } from './contract.ts';
import type { Job } from './job.ts';
import { openSegment } from './frame-lines.ts';
import type { VideoFrame } from './manifest.ts';
import type { Part } from './parts.ts';

export type JoinedPiece = NonNullable<Part['piece']>;

/** What segments have come to, all together. */
export interface Gathered {
  /** Frames in the manifest. */
  frames: number;
  /** Frames that should have been decoded; null where nobody knows. */
  expected: number | null;
  decoded: number;
  sampled: number;
  problems: string[];
  pieces: JoinedPiece[];
  lost: VideoResult['lostSegments'];
  /** The segment that a frame of the manifest is of. */
  segmentOf: (index: number) => number;
}

interface What {
  job: Job;
  /** Segments that failed for good. */
  lost: ReadonlyMap<number, { code: string; message: string }>;
  folder: string;
  /** Where the manifest is written to. */
  file: string;
}

/** Writes the manifest to a file, line by line, and adds up what became of the segments. */
export async function gather(
  storage: Storage,
  { job, lost, folder, file }: What,
  { signal, report }: Pick<ActivityContext, 'signal' | 'report'>,
): Promise<Gathered> {
  const { media, plan } = job;
  const secondsOf = (pts: number) => (pts * media.video.timeBase.numerator) / media.video.timeBase.denominator;
  const problems = new Set([...media.problems, ...plan.problems]);
  const ends: { segment: number; before: number }[] = [];
  const found: Gathered = {
    frames: 0,
    expected: null,
    decoded: 0,
    sampled: 0,
    problems: [],
    pieces: [],
    lost: [],
    segmentOf: (index) => ends.find(({ before }) => index < before)!.segment,
  };
  const manifest = await open(file, 'w');
  try {
    for (const { index: segment, start, end } of plan.segments) {
      report({
        done: segment,
        total: plan.segments.length,
        unit: 'segments',
        message: 'Putting the manifest together',
      });
      const failure = lost.get(segment);
      if (failure) {
        const { code, message } = failure;
        const to = end === null ? null : secondsOf(end);
        found.lost.push({ index: segment, start: secondsOf(start), end: to, code, message });
        continue;
      }
      const recorded = await openSegment(storage, `${folder}/${segment}`, signal);
      if (!recorded) throw new Error(`What segment ${segment} has stored is gone.`);
      found.decoded += recorded.end.decoded;
      found.sampled += recorded.end.sampled;
      for (const problem of recorded.end.problems) problems.add(problem);
      if (!recorded.end.complete && recorded.end.problems.length === 0)
        problems.add(`Some of segment ${segment + 1} could not be decoded.`);
      for await (const { frames, piece } of recorded.parts()) {
        const lines = frames.map((frame): VideoFrame => ({ index: found.frames++, ...frame }));
        await manifest.write(toJsonLines(lines));
        if (piece) found.pieces.push(piece);
      }
      ends.push({ segment, before: found.frames });
    }
  } finally {
    await manifest.close();
  }
  found.expected = expectedOf(job, problems.size > 0);
  if (lost.size === 0 && found.expected !== null && found.decoded < found.expected)
    problems.add(`There should be ${found.expected} frames, of which ${found.decoded} could be decoded.`);
  found.problems = [...problems];
  return found;
}

/**
 * Frames that should be decoded: as the container lists them, or, of all of a video that is damaged, as its header says. That of a
 * sound one may count frames that are not to be shown.
 */
function expectedOf({ media: { video }, plan, range }: Job, damaged: boolean): number | null {
  const how = new Set(plan.segments.map(({ decodes }) => decodes));
  // Of key frames alone nobody counts the others; and where few frames are looked for, few are decoded.
  if (how.has('KEY_FRAMES')) return plan.sampled;
  if (how.has('LOOK_UPS')) return null;
  const whole = range.from === undefined && range.to === undefined;
  return damaged && whole && video.framesFrom === 'HEADER'
    ? Math.max(video.frames ?? 0, plan.frames ?? 0)
    : plan.frames;
}
