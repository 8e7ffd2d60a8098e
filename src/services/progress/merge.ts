import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { ProgressMessage } from '../../../workers/kit/wire/heartbeat.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { isClosed } from '../runs/status.ts';
import { withOwnPreview } from './own-preview.ts';
import { progressOf, type RunningActivity } from './progress.ts';

/** Puts what a worker said on the bus into a run's state; null when it is old, or about an activity we do not see. */
export function withMessage(
  contract: WorkflowContract | undefined,
  run: RunSnapshot,
  { runId, activityId, attempt, at, progress }: ProgressMessage,
): RunSnapshot | null {
  if (runId !== run.runId) return null; // each execution counts its activities from 1
  const known = run.progress.activities.find((activity) => activity.activityId === activityId);
  if (!known) return null;
  const { name, step, failures } = known;
  // What an earlier attempt had done says nothing of this one.
  const base = attempt === known.attempt ? known : { activityId, name, step, failures };
  const said = { ...base, ...withOwnPreview(run.first, progress), attempt, updatedAt: new Date(at) };
  if (newer(known, said) === known) return null;
  return withActivities(
    contract,
    run,
    run.progress.activities.map((activity) => (activity === known ? said : activity)),
  );
}

/**
 * The newer of two states of a run, without going back: a describe may know less than the bus has said, and a run that
 * failed stays at the percent it had reached. What starts lower is a new attempt, a run that was reset, and, in a run
 * without a contract, a new activity.
 */
export function withoutGoingBack(
  contract: WorkflowContract | undefined,
  before: RunSnapshot | undefined,
  after: RunSnapshot,
): RunSnapshot {
  if (!before) return after;
  const another = before.runId !== after.runId;
  if (another && after.resetAt) return after;
  const known = another ? [] : before.progress.activities;
  const earlier = new Map(known.map((activity) => [activity.activityId, activity]));
  const activities = after.progress.activities.map((activity) =>
    newer(earlier.get(activity.activityId) ?? activity, activity),
  );
  const merged = withActivities(contract, after, activities);
  const repeated = activities.some(
    ({ activityId, attempt }) => attempt > (earlier.get(activityId)?.attempt ?? attempt),
  );
  // How much of a run without a contract is still to come nobody knows: its percent is that of what runs, one after the other.
  const begun = !contract && activities.some(({ activityId }) => !earlier.has(activityId));
  const fellBack = (merged.progress.percent ?? 0) < (before.progress.percent ?? 0);
  if (!fellBack || ((repeated || begun) && !isClosed(after.status))) return merged;
  return { ...merged, progress: { ...merged.progress, percent: before.progress.percent } };
}

/** Of two states of one activity: the later attempt, then the later word. */
function newer(known: RunningActivity, other: RunningActivity): RunningActivity {
  if (known.attempt !== other.attempt) return known.attempt > other.attempt ? known : other;
  return (known.updatedAt?.getTime() ?? 0) > (other.updatedAt?.getTime() ?? 0) ? known : other;
}

function withActivities(
  contract: WorkflowContract | undefined,
  run: RunSnapshot,
  activities: RunningActivity[],
): RunSnapshot {
  const { status, counts } = run;
  const { step, updatedAt } = run.progress;
  return { ...run, progress: progressOf({ contract, status, step, counts, activities, updatedAt }) };
}
