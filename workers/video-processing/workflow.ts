import { isCancellation } from '@temporalio/workflow';
import { inParts } from '../kit/workflow/in-parts.ts';
import { inShort, toFailure } from '../kit/workflow/failure.ts';
import { implementWorkflow } from '../kit/workflow.ts';
import { videoProcessing } from './contract.ts';

export const videoProcessingWorkflow = implementWorkflow(
  videoProcessing,
  async ({ input, activities, cleanup, plan, fail }) => {
    cleanup(() => activities.discard());
    const analysed = await activities.analyse(input);
    const { destination, removable } = analysed;
    cleanup(async (failure) => void (failure && removable && (await activities.withdraw({ destination }))));
    const planned = await activities.plan({ input, analysed });
    const { sampled, segments } = planned;
    const counted = sampled === null ? plan('process', segments) : plan('process', sampled, { unit: 'frames' });
    const failOf = (segment: number, reason: unknown) =>
      fail('SEGMENT_FAILED', `Segment ${segment + 1} of ${segments}: ${whyLost(reason).message}`);
    let frames = 0;

    const { done, lost } = await inParts(
      Array.from({ length: segments }, (_segment, index) => index),
      {
        atOnce: input.segmentsAtOnce,
        isFatal: isOfTheRun,
        work: async (segment) => {
          const processed = await activities.process({ plan: planned.plan, segment, segments }).catch((error) => {
            if (sampled === null) counted.count('failed');
            if (input.lostSegments === 'SKIP' || isCancellation(error) || isOfTheRun(error)) throw error;
            return failOf(segment, error);
          });
          counted.count('done', sampled === null ? 1 : processed.frames);
          frames += processed.frames;
          if (frames <= input.mostFrames) return processed.folder;
          const { mostFrames } = input;
          return fail('TOO_MANY_FRAMES', `There are more than ${mostFrames} frames. Take fewer, or raise mostFrames.`);
        },
      },
    );
    const [folder] = done;
    if (folder === undefined) return failOf(lost[0]!.item, lost[0]!.reason);
    return activities.assemble({
      plan: planned.plan,
      startedAt: planned.startedAt,
      folder,
      lost: lost.map(({ item, reason }) => ({ segment: item, ...whyLost(reason) })),
    });
  },
);

const whyLost = (reason: unknown) => inShort(toFailure(reason, videoProcessing.errors));

const { UNREADABLE_VIDEO: _one, ...ofTheRun } = videoProcessing.errors;

/** What the other segments would fail of as well; what can be wrong with one of them is not declared, or damage. */
const isOfTheRun = (error: unknown) => !isCancellation(error) && Object.hasOwn(ofTheRun, whyLost(error).code);
