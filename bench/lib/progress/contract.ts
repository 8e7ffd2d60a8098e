import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../../../workers/kit/contract.ts';

const load = z.object({ count: z.int32().describe('Beats.'), everyMs: z.int32().describe('Between two beats.') });

/** A run that does nothing but say how far it is. */
export const beating = defineWorkflow({
  name: 'beating',
  description: 'Reports at a steady rate.',
  taskQueue: 'media',
  input: load.extend({ name: z.string().describe('Tells runs apart.') }),
  result: z.object({ count: z.int32().describe('Beats made.') }),
  workflowId: ({ name }) => name,
  reuse: 'rejectDuplicate',
  steps: ['beat'],
  errors: {},
  activities: {
    beat: defineActivity({
      step: 'beat',
      input: load,
      output: z.object({ count: z.int32() }),
      startToClose: '1 hour',
      repeatable: 'does nothing',
    }),
  },
});
