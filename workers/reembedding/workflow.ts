import { implementWorkflow } from '../kit/workflow.ts';
import { reembedding } from './contract.ts';

export const reembeddingWorkflow = implementWorkflow(reembedding, async ({ input, activities, cleanup }) => {
  cleanup(() => activities.discard());
  return activities.embed(input);
});
