import { CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import {
  batch,
  itemWorkflow,
  type BatchItem,
  type BatchSelection,
  type ItemStatus,
  type ListedBatch,
  type SelectingBatch,
  type StoredBatch,
} from './contract.ts';
import { createChildren } from '../workflow/children.ts';
import { createElsewhere, type Elsewhere } from '../workflow/elsewhere.ts';
import { implementWorkflow } from '../workflow.ts';
import { rootCause } from '../workflow/failure.ts';

/** Items that one execution begins. Each leaves some eight events in the history, and 51,200 are the end of a run. */
const itemsPerExecution = 500;

const reusePolicies = {
  NEVER: 'REJECT_DUPLICATE',
  FAILED: 'ALLOW_DUPLICATE_FAILED_ONLY',
  ALWAYS: 'ALLOW_DUPLICATE',
} as const;

/**
 * Runs the items of a manifest as children, so many at a time, and goes on in a new execution before the history grows
 * too long: first all children of this one have to end, as no other execution could wait for them.
 */
export const runBatch = implementWorkflow(batch, async ({ input: given, activities, plan, fail }) => {
  const input = 'manifest' in given ? given : await listed(given, activities.select);
  const { manifest, onFailure, from } = input;
  let { page, item } = from ?? { page: 0, item: 0 };
  const parts = plan('items', manifest.items, { earlier: from?.counts });
  const elsewhere = createElsewhere<ItemStatus>(
    async (ids) => (await activities.look({ ids })).statuses,
    (status) => status === 'RUNNING',
  );
  const children = createChildren();
  let begun = 0;
  let failure: string | undefined;

  const goesOn = () =>
    begun < itemsPerExecution && !workflowInfo().continueAsNewSuggested && !(failure && onFailure === 'STOP');
  const full = () => children.running() + elsewhere.size() >= input.concurrency;

  async function perform({ id, input: itemInput }: BatchItem): Promise<void> {
    begun++;
    try {
      for (let forgotten = true; forgotten;) {
        if (await runsHere(id, itemInput)) return parts.count('done');
        const end = await elsewhere.end(id);
        forgotten = end.status === 'UNKNOWN'; // between the two, so it can be started after all
        if (!forgotten) count(end);
      }
    } catch (error) {
      failed(id, error);
    }
  }

  const runsHere = (workflowId: string, itemInput: unknown) =>
    children.run(input.workflow, {
      workflowId,
      taskQueue: input.taskQueue,
      args: [itemInput],
      workflowIdReusePolicy: reusePolicies[input.redo],
    });

  /** An item that an earlier execution has left running elsewhere. */
  const awaitOther = (id: string) =>
    elsewhere
      .end(id, true)
      .then(count)
      .catch((error: unknown) => failed(id, error));

  const count = ({ status, seen }: Elsewhere<ItemStatus>) => {
    if (status !== 'COMPLETED') throw new Error('It ran before, or beside this batch, and failed.');
    parts.count(seen ? 'done' : 'skipped');
  };
  const failed = (id: string, error: unknown) => {
    if (CancellationScope.current().consideredCancelled) return; // all of the batch is
    parts.count('failed');
    failure ??= `${id}: ${messageOf(error)}`;
  };

  try {
    for (const id of from?.elsewhere ?? []) void awaitOther(id);
    while (page < manifest.pages && goesOn()) {
      const { items } = await activities.page({ prefix: manifest.prefix, page });
      for (; item < items.length && goesOn(); item++) {
        void perform(items[item]!);
        await condition(() => !full());
      }
      if (item === items.length) [page, item] = [page + 1, 0];
    }
    await condition(() => children.running() + elsewhere.size() === 0 || !goesOn());
  } finally {
    await children.ended();
    parts.save();
  }
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) await scope.cancelRequested; // throws: the children were, so this is no success
  if (failure && onFailure === 'STOP') fail('ITEM_FAILED', failure);
  const left = elsewhere.ids();
  if (page < manifest.pages || left.length > 0) {
    await continueAsNew({ ...input, from: { page, item, counts: parts.counts, elsewhere: left } });
  }
  const { total, done, skipped, failed: notDone } = parts.counts;
  return { total, done, skipped, failed: notDone };
});

/** The batch of what can be selected now. */
async function listed(
  { select, rerun, concurrency, onFailure }: SelectingBatch,
  store: (what: { workflow: string; select: BatchSelection; rerun: boolean }) => Promise<StoredBatch>,
): Promise<ListedBatch> {
  const { workflowType, taskQueue } = workflowInfo();
  const workflow = itemWorkflow(workflowType);
  return { workflow, taskQueue, concurrency, onFailure, ...(await store({ workflow, select, rerun })) };
}

function messageOf(error: unknown): string {
  const cause = rootCause(error);
  return cause instanceof Error ? cause.message : String(cause);
}
