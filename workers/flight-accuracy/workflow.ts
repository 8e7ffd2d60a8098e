import { implementWorkflow } from '../kit/workflow.ts';
import { inShort, toFailure } from '../kit/workflow/failure.ts';
import { inParts } from '../kit/workflow/in-parts.ts';
import { flightAccuracy } from './contract.ts';
import type { Part } from './contract/parts.ts';

export const flightAccuracyWorkflow = implementWorkflow(
  flightAccuracy,
  async ({ input, activities, cleanup, plan }) => {
    cleanup(() => activities.discard());
    const split = await activities.split(input);
    const { parts, manifest, reference } = split;
    const counted = plan('measure', parts.length);
    const { done, lost } = await inParts(parts, {
      atOnce: input.partsAtOnce,
      isFatal: () => input.lostParts === 'FAIL',
      work: async (part) => {
        try {
          const measured = await activities.measure({ part, parts: parts.length, manifest, reference });
          counted.count('done');
          return measured;
        } catch (error) {
          counted.count('failed');
          throw error;
        }
      },
    });
    return activities.aggregate({
      split,
      measured: done,
      lost: lost.map(({ item, reason }) => lostPart(item, reason)),
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
