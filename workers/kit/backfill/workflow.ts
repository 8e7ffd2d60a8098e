import {
  CancellationScope,
  ChildWorkflowFailure,
  condition,
  continueAsNew,
  log,
  workflowInfo,
} from '@temporalio/workflow';
import { backfill, runIdAt, type Claim } from './contract.ts';
import { createChildren } from '../workflow/children.ts';
import { createElsewhere } from '../workflow/elsewhere.ts';
import { implementWorkflow } from '../workflow.ts';
import { rootCause } from '../workflow/failure.ts';

/** Times that one execution begins: each leaves some fifteen events in the history, and 51,200 are the end of a run. */
const timesPerExecution = 500;
/** Times that others are about to run; each look names all of them. */
const mostTaken = 200;

/**
 * Runs times of a schedule as children, under the ids that the schedule itself would have given them. Each is claimed in
 * the database right before, so that no other backfill runs it, also when Temporal has long forgotten that it was run.
 */
export const runBackfill = implementWorkflow(backfill, async ({ input, activities, plan, cleanup }) => {
  const { schedule, firstUsed, action, manifest, concurrency, progress } = input;
  const { workflowId: id, firstExecutionRunId: first } = workflowInfo();
  const owner = { schedule, workflowId: action.workflowId, firstUsed, claimer: { workflowId: id, first } };
  let { page, item, unknown } = progress ?? { page: 0, item: 0, unknown: 0 };
  const parts = plan('items', manifest.items, { earlier: progress?.counts });
  const children = createChildren();
  /** Times that run or ran, and the database does not know it yet. */
  const started = new Set<string>();
  /** Times that are claimed and not begun. */
  const ahead = new Set<string>();
  let begun = 0;

  const goesOn = () => begun < timesPerExecution && !workflowInfo().continueAsNewSuggested;
  const idle = () => children.running() + ahead.size === 0;

  async function claim(times: string[]): Promise<Claim[]> {
    const told = [...started];
    const { claims } = await activities.claim({ owner, times, started: told });
    for (const time of told) started.delete(time);
    times.forEach((time, index) => claims[index] === 'CLAIMED' && ahead.add(time));
    return claims;
  }
  const others = createElsewhere(claim, (claimed) => claimed === 'TAKEN');

  async function settle(): Promise<void> {
    if (started.size + ahead.size === 0) return;
    await activities.settle({ owner, started: [...started], released: [...ahead] });
    started.clear();
    ahead.clear();
  }

  async function perform(time: string, claimed: Claim): Promise<void> {
    try {
      const { status } = claimed === 'TAKEN' ? await others.end(time) : { status: claimed };
      if (status === 'CLAIMED') return parts.count((await runs(time)) ? 'done' : 'skipped');
      if (status === 'UNKNOWN') unknown++;
      parts.count(status === 'DONE' ? 'skipped' : 'failed');
    } catch (error) {
      if (CancellationScope.current().consideredCancelled) return; // all of the backfill is over
      parts.count('failed');
      // What a child fails with is told by its own run.
      if (error instanceof ChildWorkflowFailure) return;
      log.warn('a time was not run', { time, error: String(rootCause(error)) });
    }
  }

  /**
   * False when the schedule itself was quicker. Before it begins it waits only for children, which end by themselves: two
   * backfills could wait for what the other has claimed.
   */
  async function runs(time: string): Promise<boolean> {
    while (children.running() >= concurrency) await condition(() => children.running() < concurrency);
    ahead.delete(time);
    const isStarted = () => void started.add(time);
    const ran = await children.run(
      action.workflow,
      {
        workflowId: runIdAt(action.workflowId, time),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        taskQueue: action.taskQueue,
        args: action.args,
        memo: action.memo,
        searchAttributes: {
          ...action.searchAttributes,
          TemporalScheduledById: [schedule],
          TemporalScheduledStartTime: [new Date(time)],
        },
      },
      isStarted,
    );
    if (!ran) isStarted();
    return ran;
  }

  cleanup(settle);
  try {
    for (const time of progress?.taken ?? []) void perform(time, 'TAKEN');
    while (page < manifest.pages && goesOn()) {
      const { items } = await activities.page({ prefix: manifest.prefix, page });
      while (item < items.length && goesOn()) {
        const times = items.slice(item, item + concurrency).map(({ id }) => id);
        const claims = await claim(times);
        times.forEach((time, index) => void perform(time, claims[index]!));
        item += times.length;
        begun += times.length;
        await condition(() => ahead.size === 0 && others.size() < mostTaken);
      }
      if (item === items.length) [page, item] = [page + 1, 0];
    }
    do {
      await condition(() => idle() && (others.size() === 0 || !goesOn()));
      await settle(); // while others may have let go of a time that this one runs then
    } while (!idle() || started.size > 0);
  } finally {
    await children.ended();
    parts.save();
  }
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) await scope.cancelRequested; // throws: the children were, so this is no success
  const taken = others.ids();
  if (page < manifest.pages || taken.length > 0) {
    await continueAsNew({ ...input, progress: { page, item, counts: parts.counts, unknown, taken } });
  }
  const { total, done, skipped, failed } = parts.counts;
  return { total, done, skipped, failed, unknown };
});
