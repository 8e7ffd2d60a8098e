import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { annotationText } from './annotation.ts';
import { createDecodedRanks } from './decoded-ranks.ts';
import { startRun } from './decode-run.ts';
import { filterGraph } from './filters.ts';
import { frameSize, squareFilter } from './frame-size.ts';
import type { MediaInformation } from './media-information.ts';
import type { Operation } from './operation.ts';
import { overlayInputs } from './overlay.ts';
import { createPieces } from './pieces.ts';
import { reaching, samplingExpression } from './sampling-expression.ts';
import type { Sampling, TimeRange } from './sampling.ts';
import { isUnindexed, seekOf } from './seek.ts';
import type { Frame, Piece, PictureFormat, Position, Segment, SegmentOutcome, VideoFormat } from './segment.ts';
import type { VideoSource } from './source.ts';
import { groupTargets, targetsOf } from './targets.ts';
import { toSeconds } from './ticks.ts';

export interface DecodeRequest {
  source: VideoSource;
  information: MediaInformation;
  segment: Segment;
  sampling: Sampling;
  range: TimeRange;
  operations: readonly Operation[];
  /** Null: frames come as small JPEG, to be looked at. */
  pictures: PictureFormat | null;
  video: VideoFormat | null;
  /** An empty folder of our own. */
  scratch: string;
  /** Processors it may use. */
  threads: number;
  /** Where an earlier attempt came to: frames after it are given. */
  after: Position | null;
  signal: AbortSignal;
  /** Each frame, in order of time. While what it returns is pending, ffmpeg waits. */
  onFrame: (frame: Frame) => void | Promise<void>;
  /** Each piece of video, after all of its frames. */
  onPiece?: (piece: Piece) => void | Promise<void>;
  /** Frames of the segment that were decoded so far. */
  onDecoded?: (decoded: number) => void;
}

/** A stretch of a segment that one ffmpeg decodes. */
interface Stretch {
  seeks: (number | null)[];
  from: number;
  to: number;
  select: string | null;
  /** The time the first frame has to have, where that is known: else ffmpeg has begun too late. */
  first: number | null;
  /** Nothing is wanted after a frame from this time on. */
  enough: number;
}

/** Decodes, samples and processes the frames of one segment. Throws what `onFrame`, `onPiece` and reading the source throw. */
export async function decodeSegment(request: DecodeRequest): Promise<SegmentOutcome> {
  const { after, segment, signal } = request;
  let position: Position = after ?? { pts: -Infinity, decoded: 0, sampled: 0 };
  const problems = new Set<string>();
  const overlays = await overlayInputs(request.operations, request.scratch);
  let found = true;
  for (const stretch of stretchesOf(request)) {
    if (!found) break; // the video has ended, so there is nothing later either
    for (const [attempt, seek] of stretch.seeks.entries()) {
      signal.throwIfAborted();
      const last = attempt === stretch.seeks.length - 1;
      const outcome = await decodeStretch({ ...request, stretch, seek, overlays, position, mustBegin: !last });
      if (outcome === 'BEGAN_TOO_LATE') continue;
      found = outcome.position.sampled > position.sampled;
      ({ position } = outcome);
      for (const problem of outcome.problems) problems.add(problem);
      break;
    }
  }
  const { decoded, sampled } = position;
  const expected = segment.decodes === 'KEY_FRAMES' ? segment.sampled : segment.frames;
  if (expected !== null && decoded < expected)
    problems.add(`Of ${expected} frames from ${at(segment, request.information)} s on ${decoded} could be decoded.`);
  return { decoded, sampled, complete: problems.size === 0, problems: [...problems].slice(0, mostProblems) };
}

const mostProblems = 10;

const at = ({ start }: Segment, { video }: MediaInformation) => toSeconds(start, video.timeBase).toFixed(3);

function stretchesOf(request: DecodeRequest): Stretch[] {
  const { segment, sampling, range, information, after } = request;
  const { video } = information;
  const to = segment.end ?? Infinity;
  if (segment.decodes === 'LOOK_UPS') {
    const targets = targetsOf(sampling, range, information, { from: segment.start, to });
    const left = targets.filter((target) => after === null || target > after.pts);
    return groupTargets(left, video).map((group) => ({
      // A frame that is shown from the first target on begins before it, and may be the only one around.
      seeks: [seekOf(group[0]!, information, null)],
      from: group[0]!,
      to,
      select: reaching(group),
      first: null,
      enough: group.at(-1)!,
    }));
  }
  // What a scene is shows only from the beginning of the segment on.
  const scenes = sampling.kind === 'SCENES';
  const seek = after && !scenes && !isUnindexed(information) ? seekOf(after.pts, information, null) : segment.seek;
  const select = samplingExpression(sampling, range, video, {
    previous: after?.pts ?? segment.previous,
    frames: (segment.framesBefore ?? 0) + (after?.decoded ?? 0),
    onlyTell: segment.previous !== null,
  });
  const from = after && !scenes ? after.pts + 1 : segment.start;
  const known = from === segment.start && !(segment.decodes === 'KEY_FRAMES' && segment.index === 0);
  return [
    {
      seeks: seek === null ? [null] : [seek, seek - 10, null],
      from,
      to: segment.until ?? Infinity,
      select,
      first: known ? segment.start : null,
      enough: Infinity,
    },
  ];
}

interface StretchRequest extends DecodeRequest {
  stretch: Stretch;
  seek: number | null;
  overlays: Awaited<ReturnType<typeof overlayInputs>>;
  position: Position;
  /** Whether to try again rather than to do without a first frame. */
  mustBegin: boolean;
}

async function decodeStretch(
  request: StretchRequest,
): Promise<'BEGAN_TOO_LATE' | { position: Position; problems: string[] }> {
  const { source, information, segment, sampling, stretch, seek, overlays, scratch, signal } = request;
  const { video } = information;
  let { position } = request;
  const already = sampling.kind === 'SCENES' ? 0 : position.decoded;
  const ranks = createDecodedRanks({ already, end: segment.end ?? Infinity, onDecoded: request.onDecoded });
  const texts = await writeTexts(request, segment.firstFrame === null ? null : segment.firstFrame + already);
  const chain = filterGraph(request.operations, 'in', 'out', {
    size: frameSize(information),
    textFile: (index) => texts.get(index)!,
    overlayInput: overlays.nameOf,
  });
  const { running, pictures } = await startRun({
    source,
    stream: video,
    seek,
    from: stretch.from,
    to: stretch.to,
    keyFramesOnly: segment.decodes === 'KEY_FRAMES',
    select: stretch.select,
    square: squareFilter(information),
    graph: [...overlays.graph, chain].join(';'),
    inputs: overlays.args,
    pictures: request.pictures,
    video: request.video,
    // Frames are encoded several at once, and come later for it: too late where one is waited for.
    encoders: segment.decodes === 'LOOK_UPS' ? 1 : request.threads,
    threads: request.threads,
    scratch,
    signal,
    ranks,
  });
  const pieces =
    request.video &&
    createPieces({ scratch, timeBase: video.timeBase, list: running.pipes[1]! }, request.onPiece ?? (() => {}));
  const beganTooLate = () => request.mustBegin && stretch.first !== null && ranks.first !== stretch.first;
  try {
    for await (const { pts, bytes } of pictures) {
      running.hear();
      const decoded = await ranks.upTo(pts);
      if (beganTooLate()) return 'BEGAN_TOO_LATE';
      position = { pts, decoded, sampled: position.sampled + 1 };
      const frame = {
        pts,
        seconds: toSeconds(pts, video.timeBase),
        number: numberOf(request, decoded),
        bytes,
        position,
      };
      await pieces?.before(frame);
      await request.onFrame(frame);
      pieces?.after(frame);
      if (pts >= stretch.enough) running.finish();
    }
    const done = await running.ended;
    if (source.failure) throw source.failure;
    if (beganTooLate()) return 'BEGAN_TOO_LATE';
    if (!done)
      throw new Error(`ffmpeg gave up on the segment at ${at(segment, information)} s: ${running.complaints.last}`);
    await pieces?.finish();
    // Where each frame is looked for, what is decoded beyond it is chance.
    const decoded = segment.decodes === 'LOOK_UPS' ? position.decoded : ranks.decoded;
    return { position: { ...position, decoded }, problems: running.complaints.errorsOf(seek !== null) };
  } finally {
    running.stop();
    await running.ended.catch(() => {}); // it was told, or is thrown already
  }
}

/** Of a frame in the video, by how many of the segment were decoded up to it. */
function numberOf({ segment }: DecodeRequest, decoded: number): number | null {
  if (segment.firstFrame === null || segment.decodes !== 'ALL') return null;
  return segment.firstFrame + decoded - 1;
}

/** The texts of annotations as files, so that nothing in them can be taken for a part of the graph. */
async function writeTexts({ operations, sampling, information, scratch }: DecodeRequest, first: number | null) {
  const files = new Map<number, string>();
  for (const [index, operation] of operations.entries()) {
    if (operation.kind !== 'ANNOTATE') continue;
    const file = path.join(scratch, `text-${index}.txt`);
    await writeFile(file, annotationText(operation, { sampling, video: information.video, first }));
    files.set(index, file);
  }
  return files;
}
