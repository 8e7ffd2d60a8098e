import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';

const input = z.object({
  from: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe(
      'Only vectors of this provider and model, as `hashed/character-ngrams-1`. Default: all that are not of the one that is configured now.',
    ),
});

const result = z.object({
  provider: z.string().describe('Who makes vectors now: `hashed`, or a host.'),
  model: z.string().describe('The model.'),
  passages: z.int32().describe('Passages of documents that have new vectors.'),
  memories: z.int32().describe('Memories that have new vectors.'),
});

export const reembedding = defineWorkflow({
  name: 'reembedding',
  description: 'Makes the vectors of all that was learned and remembered anew, after EMBEDDINGS_MODEL has changed.',
  taskQueue: 'ai',
  input,
  result,
  workflowId: () => 'reembedding',
  reuse: 'allowDuplicate',
  steps: ['embed'],
  errors: {
    DATABASE_NEEDED: 'The worker has no database, where vectors are kept: it needs the DATABASE_URL of the API.',
  },
  activities: {
    embed: defineActivity({
      step: 'embed',
      input,
      output: result,
      checkpoint: z.object({ passages: z.int32(), memories: z.int32() }),
      startToClose: '7 days',
      heartbeat: '10 seconds',
      retry: { attempts: 20, initialInterval: '2 seconds', maximumInterval: '5 minutes' },
      repeatable: 'what has a vector of the new model is not looked for again',
    }),
  },
});
