import {
  CancellationScope,
  condition,
  continueAsNew,
  executeChild,
  ParentClosePolicy,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { batch, isBatchName, type BatchItem } from './batch-contract.ts';
import type { Outcome } from './plan.ts';
import { implementWorkflow } from './workflow.ts';
import { rootCause } from './workflow-failure.ts';

/** Items that one execution begins. Each leaves some eight events in the history, and 51,200 are the end of a run. */
const itemsPerExecution = 500;
/** Milliseconds between two looks at an item that somebody else runs: at first, and at most. */
const looks = { first: 2000, longest: 60_000 };

const reusePolicies = {
  NEVER: 'REJECT_DUPLICATE',
  FAILED: 'ALLOW_DUPLICATE_FAILED_ONLY',
  ALWAYS: 'ALLOW_DUPLICATE',
} as const;

/**
 * Runs the items of a manifest as children, so many at a time, and goes on in a new execution before the history grows
 * too long: first all children of this one have to end, as no other execution could wait for them.
 */
const runBatch = implementWorkflow(batch, async ({ input, activities, plan, fail }) => {
  const { manifest, onFailure } = input;
  let { page, item } = input.from ?? { page: 0, item: 0 };
  const parts = plan('items', manifest.items, input.from?.counts);
  let [begun, running] = [0, 0];
  let failure: string | undefined;

  const goesOn = () =>
    begun < itemsPerExecution && !workflowInfo().continueAsNewSuggested && !(failure && onFailure === 'STOP');
  const perform = async (next: BatchItem) => {
    begun++;
    running++;
    try {
      parts.count(await outcomeOf(next));
    } catch (error) {
      if (CancellationScope.current().consideredCancelled) return; // all of the batch is
      parts.count('failed');
      failure ??= `${next.id}: ${messageOf(error)}`;
    } finally {
      running--;
    }
  };

  async function outcomeOf({ id, input: itemInput }: BatchItem): Promise<Outcome> {
    for (;;) {
      try {
        await executeChild(input.workflow, {
          workflowId: id,
          taskQueue: input.taskQueue,
          args: [itemInput],
          workflowIdReusePolicy: reusePolicies[input.redo],
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL, // also when the batch is terminated, children clean up
        });
        return 'done';
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
      const elsewhere = await endElsewhere(id);
      if (elsewhere.status === 'COMPLETED') return elsewhere.waited ? 'done' : 'skipped';
      if (elsewhere.status === 'ENDED') throw new Error('It ran before, or beside this batch, and failed.');
    }
  }

  /** An item that runs already, alone or in another batch, is waited for; not by an activity, which would take a slot. */
  async function endElsewhere(id: string) {
    for (let pause = looks.first, waited = false; ; pause = Math.min(pause * 2, looks.longest), waited = true) {
      const { status } = await activities.look({ id });
      if (status !== 'RUNNING') return { status, waited };
      await sleep(pause);
    }
  }

  try {
    while (page < manifest.pages && goesOn()) {
      const { items } = await activities.page({ prefix: manifest.prefix, page });
      for (; item < items.length && goesOn(); item++) {
        void perform(items[item]!);
        await condition(() => running < input.concurrency);
      }
      if (item === items.length) [page, item] = [page + 1, 0];
    }
  } finally {
    await CancellationScope.nonCancellable(() => condition(() => running === 0));
    parts.save();
  }
  if (failure && onFailure === 'STOP') fail('ITEM_FAILED', failure);
  if (page < manifest.pages) await continueAsNew({ ...input, from: { page, item, counts: parts.counts } });
  return parts.counts;
});

/** Runs under every name that is in no list. A name that is no batch's fails the task, as an unknown workflow should. */
export async function batchWorkflow(input: unknown): Promise<unknown> {
  const { workflowType } = workflowInfo();
  if (!isBatchName(workflowType)) throw new Error(`This worker knows no workflow ${workflowType}.`);
  return runBatch(input);
}

function messageOf(error: unknown): string {
  const cause = rootCause(error);
  return cause instanceof Error ? cause.message : String(cause);
}
