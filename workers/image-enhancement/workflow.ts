import { implementWorkflow } from '../kit/workflow.ts';
import { imageEnhancement } from './contract.ts';

export const imageEnhancementWorkflow = implementWorkflow(imageEnhancement, async ({ input, activities, cleanup }) => {
  const facts = await activities.inspect(input);
  cleanup(() => activities.discard());
  const enhanced =
    input.backend === 'OPENAI'
      ? await activities.encode({ ...input, facts, edited: await activities.edit({ ...input, facts }) })
      : await activities.enhance({ ...input, facts });

  return activities.store({ enhanced, destination: facts.destination });
});
