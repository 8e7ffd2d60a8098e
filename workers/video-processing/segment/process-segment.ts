import { decodeSegment } from '../../../src/platform/video/decode-segment.ts';
import { withScratch } from '../../../src/platform/scratch.ts';
import type { Position } from '../../../src/platform/video/segment.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import { rangeOf, readJob } from '../job.ts';
import { prepareOperations } from '../overlays.ts';
import { createParts } from '../parts.ts';
import { picturesOf } from '../pictures.ts';
import { processorsFor } from './processors.ts';
import { createRecorder } from './recorder.ts';
import { failOfVideo, withSource } from '../source.ts';
import type { TaskContext } from '../thread/messages.ts';
import { createTeller } from './teller.ts';

export interface SegmentWork {
  /** Key of what was planned. */
  plan: string;
  index: number;
  /** Below it the segment stores what is no result. */
  folder: string;
}

/** Makes the frames of a segment, from where the last attempt came to. Resolves to how many it has. */
export async function processSegment(
  storage: Storage,
  { plan, index, folder }: SegmentWork,
  context: TaskContext,
): Promise<number> {
  const { signal, fail } = context;
  const job = await readJob(storage, plan, signal);
  const segment = job.plan.segments[index]!;
  const parts = createParts(storage, folder, signal);
  const done = await parts.readEnd();
  if (done) return done.frames;

  const earlier = await readEarlier(parts);
  const { timeBase } = job.media.video;
  const secondsOf = (pts: number) => (pts * timeBase.numerator) / timeBase.denominator;
  const pictures = picturesOf(job);
  const video = job.output.video ?? null;
  const recorder = createRecorder({
    job,
    storage,
    parts,
    folder,
    pictures,
    byPieces: video !== null,
    from: { part: earlier.parts, seconds: secondsOf(earlier.position?.pts ?? segment.start) },
    signal,
  });
  const teller = createTeller(context, { job, segment, earlier: earlier.frames });
  let last: Position | null = null;
  let frames = earlier.frames;

  try {
    return await withScratch(async (scratch) => {
      const operations = await prepareOperations(storage, job.operations, scratch, signal);
      const outcome = await withSource(storage, job, (source) =>
        decodeSegment({
          source,
          information: job.media,
          segment,
          sampling: job.sampling,
          range: rangeOf(job.range),
          operations,
          pictures: pictures?.format ?? null,
          video,
          scratch,
          threads: processorsFor(index, job.plan.segments.length),
          after: earlier.position,
          signal,
          async onFrame(frame) {
            frames++;
            if (frames > job.mostFrames)
              fail('TOO_MANY_FRAMES', `There are more than ${job.mostFrames} frames. Take fewer, or raise mostFrames.`);
            last = frame.position;
            await recorder.take(frame);
            teller.onFrame(frame);
          },
          onPiece: (piece) => recorder.takePiece(piece),
          onDecoded: teller.onDecoded,
        }),
      ).catch((error: unknown) => failOfVideo(error, fail));
      const written = await recorder.finish(last);
      await parts.writeEnd({ ...outcome, parts: written, frames });
      return frames;
    });
  } finally {
    await recorder.settle();
  }
}

/** What earlier attempts have recorded: storage may know more of it than a heartbeat. */
async function readEarlier(parts: ReturnType<typeof createParts>) {
  const earlier = { parts: 0, frames: 0, position: null as Position | null };
  for (let part = await parts.read(0); part; part = await parts.read(earlier.parts)) {
    earlier.parts++;
    earlier.frames += part.frames.length;
    earlier.position = part.position;
  }
  return earlier;
}
