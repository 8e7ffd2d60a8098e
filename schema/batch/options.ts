import type * as z from 'zod';
import { batchChoices, failureMode } from '../../workers/kit/batch/contract.ts';
import { builder } from '../builder.ts';
import { inputText } from '../from-zod/input.ts';
import { commonOptions } from '../workflow/options.ts';
import { described, makeOnce } from '../from-zod/types.ts';

/** Made here, as a zod type has no words for each value. */
const BatchFailureMode = makeOnce('BatchFailureMode', failureMode, 'batch.onFailure', () =>
  builder.enumType('BatchFailureMode', {
    description: 'What a failed item means for the rest of its batch.',
    values: {
      CONTINUE: { description: 'Nothing: the batch goes on and completes, and counts the item as failed.' },
      STOP: { description: 'No more items begin; those that are running end, then the batch fails.' },
    } as const,
  }),
);
const { concurrency, onFailure, rerun } = batchChoices.shape;
const textOf = (choice: z.ZodType) => inputText(described(choice, 'batch'));

export const BatchOptions = builder.inputType('BatchOptions', {
  description: 'Choices about a batch that are not the input of its items.',
  fields: (t) => ({
    concurrency: t.int({ description: textOf(concurrency) }),
    onFailure: t.field({ type: BatchFailureMode, description: textOf(onFailure) }),
    rerun: t.boolean({ description: textOf(rerun) }),
    ...commonOptions(t),
  }),
});
