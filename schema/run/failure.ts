import type { RunFailure } from '../../src/services/runs/history.ts';
import { builder } from '../builder.ts';

export const FailureType = builder.objectRef<RunFailure>('Failure').implement({
  description: 'Why a run did not succeed.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: "One of the workflow's error codes, or of the kit's; see `workflows`.",
    }),
    message: t.exposeString('message', { description: 'What happened, for people.' }),
    step: t.exposeString('step', { nullable: true, description: 'The step it happened in.' }),
    attempts: t.exposeInt('attempts', { nullable: true, description: 'How often the activity that failed was tried.' }),
  }),
});
