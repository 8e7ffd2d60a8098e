import { InvalidInputError } from '../../src/errors.ts';
import { builder } from '../builder.ts';

const MemoriesForgottenType = builder.objectRef<{ forgotten: number }>('MemoriesForgotten').implement({
  description: 'How much was forgotten.',
  fields: (t) => ({ forgotten: t.exposeInt('forgotten', { description: 'Memories that were deleted.' }) }),
});

builder.mutationFields((t) => ({
  forgetMemories: t.field({
    type: MemoriesForgottenType,
    description:
      'Deletes all that is known of somebody, or one memory, with its quotes: it cannot be undone. The audit log has whose they were, and none of it. Runs that go on may add others.',
    errors: { types: [InvalidInputError] },
    args: {
      subject: t.arg.string({ required: true, description: 'Whom they are about.' }),
      id: t.arg.id({ required: false, description: 'Only this one.' }),
    },
    resolve: async (_root, { subject, id }, { services }) => ({
      forgotten: await services.memories.forget(subject, id ?? null),
    }),
  }),
}));
