import * as z from 'zod';
import { defineWorkflow, type WorkflowContract } from '../workers/kit/contract.ts';

/** A contract that nobody works for, with nothing to say but its input and its result. */
export const workflow = (name: string, parts: { input?: z.ZodType; result?: z.ZodType }): WorkflowContract =>
  defineWorkflow({
    name,
    description: 'For tests.',
    taskQueue: 'media',
    input: z.object({ x: z.string().describe('X.') }),
    result: z.object({ x: z.string().describe('X.') }),
    workflowId: (_, { hash }) => hash(Math.random()),
    reuse: 'allowDuplicate',
    steps: [],
    errors: {},
    activities: {},
    ...parts,
  });
