import * as z from 'zod';
import { brandKey } from '../kit/brand-key.ts';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';

/** More are no list for people; the photos themselves have all. */
export const mostProblems = 50;

const input = z.object({ brand: brandKey });

const problem = z
  .object({
    bucket: z.string().describe('Where it is.'),
    key: z.string().describe('Where it is.'),
    code: z.enum(['UNREADABLE', 'TOO_LARGE', 'TOO_SMALL', 'TOO_LONG']).describe('What is wrong.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'ImportProblem', description: 'Why a photo cannot be published.' });

const result = z.object({
  found: z.int32().describe('Objects in the places of the brand.'),
  imported: z.int32().describe('Those that were looked at, as they are new or have changed.'),
  missing: z.int32().describe('Photos that were there the last time, and are not any more.'),
  unsuitable: z.int32().describe('Objects that cannot be published at some channel.'),
  problems: z.array(problem).describe(`The first of them, up to ${mostProblems}, and why.`),
});

export const photoImport = defineWorkflow({
  name: 'photoImport',
  description:
    'Looks at the photos of a brand: which are new, which are gone, which look alike, which cannot be published.',
  taskQueue: 'publishing',
  input,
  result,
  workflowId: ({ brand }) => `photos-${brand}`,
  reuse: 'allowDuplicate',
  labels: ({ brand }) => ({ brand }),
  steps: ['index'],
  errors: {
    BRAND_NOT_FOUND: 'There is no brand of this key.',
    TOO_MANY_PHOTOS: 'The places of the brand have more objects than can be looked after. Name smaller ones.',
    DATABASE_NEEDED: 'The worker has no database, where photos are written down: it needs the DATABASE_URL of the API.',
  },
  activities: {
    index: defineActivity({
      step: 'index',
      input,
      output: result,
      startToClose: '12 hours',
      heartbeat: '8 seconds',
      retry: { attempts: 5 },
      repeatable: 'what was looked at is written down, and not looked at again',
    }),
  },
});
