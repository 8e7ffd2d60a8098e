import { builder } from '../builder.ts';
import { commonOptions } from '../workflow/options.ts';

const BatchFailureMode = builder.enumType('BatchFailureMode', {
  description: 'What a failed item means for the rest of its batch.',
  values: {
    CONTINUE: { description: 'Nothing: the batch goes on and completes, and counts the item as failed.' },
    STOP: { description: 'No more items begin; those that are running end, then the batch fails.' },
  } as const,
});

export const BatchOptions = builder.inputType('BatchOptions', {
  description: 'Choices about a batch that are not the input of its items.',
  fields: (t) => ({
    concurrency: t.int({
      description: 'Items that run at a time, 1 to 200. Workers decide how many of them they really do. Default: 20.',
    }),
    onFailure: t.field({ type: BatchFailureMode, description: 'What a failed item means. Default: CONTINUE.' }),
    rerun: t.boolean({
      description:
        'Do also what has been done before. Default: false: what is done is skipped, and what has failed is tried again, ' +
        'unless the workflow allows its work only once.',
    }),
    ...commonOptions(t),
  }),
});
