import type { Frame, Segment } from '../../../src/platform/video/segment.ts';
import type { Job } from '../job.ts';
import type { TaskContext } from '../thread/messages.ts';

/** Making a preview takes some of the processor that frames are made with. */
const previewEveryMs = 1000;

/** Tells how far a segment is. */
export function createTeller(
  { report, preview }: Pick<TaskContext, 'report' | 'preview'>,
  { job: { plan }, segment, earlier }: { job: Job; segment: Segment; earlier: number },
) {
  const begun = performance.now();
  let [frames, shownAt] = [earlier, -Infinity];
  // Where nobody knows how many frames will be taken, those that are read say how far it is.
  const byFrames = plan.sampled !== null;
  const tell = (seconds: number | null) =>
    report({
      ...(byFrames && { done: frames, unit: 'frames', ...(segment.sampled !== null && { total: segment.sampled }) }),
      message: `Segment ${segment.index + 1} of ${plan.segments.length}`,
      ...(seconds !== null && {
        detail: {
          segment: segment.index + 1,
          segments: plan.segments.length,
          seconds,
          framesPerSecond: Math.round(((frames - earlier) / Math.max(1, performance.now() - begun)) * 10_000) / 10,
        },
      }),
    });
  tell(null);

  return {
    onFrame({ seconds, bytes }: Frame) {
      frames++;
      tell(seconds);
      if (!bytes || performance.now() - shownAt < previewEveryMs) return;
      shownAt = performance.now();
      preview(bytes);
    },
    onDecoded(decoded: number) {
      if (byFrames) return;
      report({ done: decoded, unit: 'frames read', ...(segment.frames !== null && { total: segment.frames }) });
    },
  };
}
