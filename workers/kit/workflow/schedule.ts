import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActivityContract } from '../contract.ts';
import { usualHeartbeat } from '../wire/heartbeat-throttle.ts';

/** Temporal's options for an activity. Only what the activity reports itself counts against `retry.attempts`, and the
 * worker side counts that; so Temporal's own limit is none, or one for what must not be repeated. */
export function schedule(type: string, activity: Omit<ActivityContract, 'step' | 'input' | 'output'>) {
  const calls = proxyActivities<Record<string, (input?: unknown) => Promise<unknown>>>({
    taskQueue: activity.taskQueue,
    startToCloseTimeout: activity.startToClose,
    scheduleToCloseTimeout: activity.scheduleToClose ?? '1 day',
    // What must not be done twice ends by itself or at its deadline: a worker that is only cut off may still be doing it.
    ...(activity.repeatable !== false && { heartbeatTimeout: activity.heartbeat ?? usualHeartbeat }),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, // clean-up must not race with the work
    retry: {
      initialInterval: activity.retry?.initialInterval ?? '1 second',
      maximumInterval: activity.retry?.maximumInterval ?? '1 minute',
      ...(activity.repeatable === false && { maximumAttempts: 1 }),
    },
  });
  return (input?: unknown) => calls[type]!(input);
}
