import { upsertMemo, workflowInfo } from '@temporalio/workflow';
import { weightedSteps, type WorkflowContract } from '../contract.ts';
import { memoKey, type RunMemo } from '../wire/memo.ts';
import { createPlan, type Plan, type PlanOptions } from './plan.ts';
import { hint } from './hints.ts';

export interface Steps {
  enter(step: string): void;
  current(): string | undefined;
  plan(step: string, total: number, options?: PlanOptions): Plan;
}

/** Follows the steps and writes each new one into the memo. A repeat of an earlier step never goes back. */
export function createSteps(contract: WorkflowContract): Steps {
  const names = weightedSteps(contract.steps).map(({ name }) => name);
  const first = workflowInfo().firstExecutionRunId;
  let at = -1;
  return {
    current: () => names[at],
    enter(step) {
      const index = names.indexOf(step);
      if (index <= at) return;
      at = index;
      write({ first, step });
    },
    plan(step, total, { earlier, unit } = {}) {
      at = Math.max(at, names.indexOf(step));
      const nothing = { done: 0, failed: 0, skipped: 0, since: Date.now() };
      return createPlan({ ...(earlier ?? nothing), total, ...(unit !== undefined && { unit }) }, (counts) => {
        if (names[at] === step) write({ first, step, counts, countedAt: Date.now() }); // else the run is further already
      });
    },
  };
}

function write(memo: RunMemo) {
  upsertMemo({ [memoKey]: memo });
  hint();
}
