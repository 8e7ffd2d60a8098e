import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { implementWorkflow } from '../kit/workflow.ts';
import { inShort, toFailure } from '../kit/workflow/failure.ts';
import { flightAccuracy, type Part } from './contract.ts';
import { inWindow } from '../kit/workflow/in-window.ts';

export const flightAccuracyWorkflow = implementWorkflow(
  flightAccuracy,
  async ({ input, activities, cleanup, plan }) => {
    cleanup(() => activities.discard());
    const split = await activities.split(input);
    const { parts, manifest, reference } = split;
    const counted = plan('measure', parts.length);

    const scope = new CancellationScope();
    const ends = await scope.run(() =>
      inWindow(
        parts,
        input.partsAtOnce,
        async (part) => {
          try {
            const measured = await activities.measure({ part, parts: parts.length, manifest, reference });
            counted.count('done');
            return measured;
          } catch (error) {
            counted.count('failed');
            throw error;
          }
        },
        (error) => {
          const over = input.lostParts === 'FAIL' || isCancellation(error);
          // Those that go on are told to end, and awaited: what they store is deleted behind them.
          if (over && !scope.consideredCancelled) scope.cancel();
          return over;
        },
      ),
    );
    const rejected = ends.flatMap((end, index) =>
      end.status === 'rejected' ? [{ part: parts[index]!, reason: end.reason as unknown }] : [],
    );
    const cause = rejected.find(({ reason }) => !isCancellation(reason)) ?? rejected[0];
    if (cause && (input.lostParts === 'FAIL' || rejected.some(({ reason }) => isCancellation(reason))))
      throw cause.reason;
    return activities.aggregate({
      split,
      measured: ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])),
      lost: rejected.map(({ part, reason }) => lostPart(part, reason)),
      accuracyClass: input.accuracyClass,
      outliers: input.outliers,
    });
  },
);

const lostPart = ({ firstImage, images }: Part, reason: unknown) => ({
  firstImage,
  images,
  ...inShort(toFailure(reason, flightAccuracy.errors)),
});
