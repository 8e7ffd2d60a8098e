import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { inWindow } from '../kit/workflow/in-window.ts';
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
    let frames = 0;
    const isTooMany = () => frames > input.mostFrames;

    const scope = new CancellationScope();
    const ends = await scope.run(() =>
      inWindow(
        Array.from({ length: segments }, (_segment, index) => index),
        input.segmentsAtOnce,
        async (segment) => {
          try {
            const processed = await activities.process({ plan: planned.plan, segment, segments });
            counted.count('done', sampled === null ? 1 : processed.frames);
            frames += processed.frames;
            if (isTooMany()) scope.cancel();
            return processed.folder;
          } catch (error) {
            if (sampled === null) counted.count('failed');
            throw error;
          }
        },
        (error) => {
          const over = input.lostSegments === 'FAIL' || isCancellation(error) || isOfTheRun(error);
          // Those that go on are told to end, and awaited: what they store is deleted behind them.
          if (over && !scope.consideredCancelled) scope.cancel();
          return over;
        },
      ),
    );
    if (isTooMany())
      return fail(
        'TOO_MANY_FRAMES',
        `There are more than ${input.mostFrames} frames. Take fewer, or raise mostFrames.`,
      );

    const rejected = ends.flatMap((end, segment) =>
      end.status === 'rejected' ? [{ segment, reason: end.reason as unknown }] : [],
    );
    const lost = rejected
      .filter(({ reason }) => !isCancellation(reason))
      .map(({ segment, reason }) => ({ segment, ...inShort(toFailure(reason, videoProcessing.errors)) }));
    const cancelled = rejected.find(({ reason }) => isCancellation(reason));
    const fatal = rejected.find(({ reason }) => isOfTheRun(reason));
    if (fatal) throw fatal.reason;
    const [first] = lost;
    const folder = ends.find((end) => end.status === 'fulfilled')?.value;
    if (first && (input.lostSegments === 'FAIL' || (!cancelled && folder === undefined)))
      return fail('SEGMENT_FAILED', `Segment ${first.segment + 1} of ${segments}: ${first.message}`);
    if (cancelled) throw cancelled.reason;
    return activities.assemble({ plan: planned.plan, startedAt: planned.startedAt, folder: folder!, lost });
  },
);

const { UNREADABLE_VIDEO: _one, ...ofTheRun } = videoProcessing.errors;

/** What the other segments would fail of as well; what can be wrong with one of them is not declared, or damage. */
const isOfTheRun = (error: unknown) =>
  !isCancellation(error) && Object.hasOwn(ofTheRun, inShort(toFailure(error, videoProcessing.errors)).code);
