import { upsertMemo, workflowInfo } from '@temporalio/workflow';
import { weightedSteps, type WorkflowContract } from './contract.ts';
import { memoKey, type RunMemo } from './memo.ts';
import { createPlan, type Plan } from './plan.ts';
import { hint } from './workflow-hints.ts';

export interface Steps {
  enter(step: string): void;
  current(): string | undefined;
  plan(total: number, earlier?: Plan['counts']): Plan;
}

/** Follows the steps and writes each new one into the memo. A repeat of an earlier step never goes back. */
export function createSteps(contract: WorkflowContract): Steps {
  const names = weightedSteps(contract.steps).map(({ name }) => name);
  let at = -1;
  let memo: RunMemo = { first: workflowInfo().firstExecutionRunId };
  const write = (next: RunMemo) => {
    memo = next;
    upsertMemo({ [memoKey]: memo });
    hint();
  };
  return {
    current: () => names[at],
    enter(step) {
      const index = names.indexOf(step);
      if (index <= at) return;
      const entered = at >= 0;
      at = index;
      // What was planned before the first step belongs to it, what was planned in another step is over.
      write({ ...(entered ? { first: memo.first } : memo), step });
    },
    plan: (total, earlier = { done: 0, failed: 0, skipped: 0, total }) =>
      createPlan({ ...earlier, total }, (counts) => write({ ...memo, counts, countedAt: Date.now() })),
  };
}
