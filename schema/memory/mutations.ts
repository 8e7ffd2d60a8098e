import { InvalidInputError, MemoryNotFoundError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';
import { MemoryType } from './types.ts';

const MemoriesForgottenType = builder.objectRef<{ forgotten: number }>('MemoriesForgotten').implement({
  description: 'How much was forgotten.',
  fields: (t) => ({ forgotten: t.exposeInt('forgotten', { description: 'Memories that were deleted.' }) }),
});

builder.objectType(MemoryNotFoundError, {
  name: 'MemoryNotFoundError',
  description: 'Nothing with this id is known of the subject.',
  interfaces: [ErrorInterface],
});

builder.mutationFields((t) => ({
  correctMemory: t.field({
    type: MemoryType,
    description:
      'Puts what you say in the place of something that is known of somebody. Nothing is written over: what was known stays, with an end.',
    errors: { types: [MemoryNotFoundError, InvalidInputError] },
    args: {
      subject: t.arg.string({ required: true, description: 'Whom it is about.' }),
      id: t.arg.id({ required: true, description: 'What is wrong, or not true any more. It must hold until now.' }),
      text: t.arg.string({ required: true, description: 'What is true instead: at most 500 characters.' }),
      since: t.arg({
        type: 'DateTime',
        required: false,
        description: 'Since when. Default: since the other one was, which then never held.',
      }),
    },
    resolve: (_root, { subject, id, text, since }, { services }) =>
      services.memories.correct({ subject, id, text, since: since ?? null }),
  }),
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
