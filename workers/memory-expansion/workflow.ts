import { implementWorkflow } from '../kit/workflow.ts';
import { memoryExpansion } from './contract.ts';

/** Each time another run for the same subject has stored something in between. */
const mostTries = 10;

export const memoryExpansionWorkflow = implementWorkflow(
  memoryExpansion,
  async ({ input, activities, cleanup, fail, dueAt }) => {
    const { subject, messages, source, retention } = input;
    cleanup(() => activities.discard());
    const said = dueAt.toISOString();
    const { work, found, dropped } = await activities.extract({ messages, source, said });
    for (let tries = 0; tries < mostTries; tries++) {
      const plan = await activities.reconcile({ subject, work });
      const { stale, ...counts } = await activities.index({ subject, work: plan.work, retention });
      if (!stale) return { found, dropped, ...counts };
    }
    return fail('MEMORIES_BUSY', memoryExpansion.errors.MEMORIES_BUSY);
  },
);
