import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { ProgressMessage } from '../../../workers/kit/heartbeat.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { isClosed } from '../runs/status.ts';
import { progressOf, type Progress } from './progress.ts';

/** Puts what a worker said on the bus into a run's state; null when it is old, or about an activity we do not see. */
export function withMessage(
  contract: WorkflowContract | undefined,
  run: RunSnapshot,
  message: ProgressMessage,
): RunSnapshot | null {
  const at = new Date(message.at);
  const speaker = run.progress.activities.find(({ activityId }) => activityId === message.activityId);
  if (
    !speaker ||
    speaker.attempt > message.attempt ||
    (speaker.attempt === message.attempt && speaker.updatedAt && speaker.updatedAt > at)
  ) {
    return null;
  }
  const activities = run.progress.activities.map((activity) =>
    activity === speaker ? { ...activity, ...message.progress, attempt: message.attempt, updatedAt: at } : activity,
  );
  const { step } = run.progress;
  return { ...run, progress: progressOf({ contract, status: run.status, step, activities, updatedAt: at }) };
}

/**
 * The newer of two states of a run, without going back: a describe may know less than the bus has said, and a run that
 * failed stays at the percent it had reached. Only a new attempt starts lower.
 */
export function withoutGoingBack(before: RunSnapshot | undefined, after: RunSnapshot): RunSnapshot {
  if (!before || after.status === 'COMPLETED') return after;
  if (isClosed(after.status)) {
    return { ...after, progress: { ...after.progress, percent: before.progress.percent, activities: [] } };
  }
  const repeated = attempts(after.progress) > attempts(before.progress);
  const fellBack = (before.progress.percent ?? 0) > (after.progress.percent ?? 0);
  return fellBack && !repeated
    ? { ...after, progress: { ...after.progress, percent: before.progress.percent } }
    : after;
}

const attempts = ({ activities }: Progress) => Math.max(0, ...activities.map(({ attempt }) => attempt));
