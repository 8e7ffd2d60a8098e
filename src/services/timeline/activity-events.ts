import { timestamp } from '../runs/timestamp.ts';
import type { TimelineKind } from './entry.ts';
import type { Sayings } from './sayings.ts';
import { close, type OpenActivity, type Story } from './story.ts';

interface Ended {
  scheduledEventId?: unknown;
  failure?: Parameters<Story['failure']>[0];
}

/** Temporal writes that an activity began only once it has ended, so the beginning is told with the end. */
export const activityEvents: Sayings = {
  activityTaskScheduled({ activityType }, story, { eventId }) {
    const open = story.activity(activityType?.name ?? '');
    story.activities.set(String(eventId), open);
    const { activity, step } = open;
    return { kind: 'ACTIVITY_SCHEDULED', message: `${activity} was handed to the workers.`, activity, step };
  },
  activityTaskStarted({ scheduledEventId, attempt }, story, { eventTime }) {
    const open = story.activities.get(String(scheduledEventId));
    if (open) Object.assign(open, { attempt: attempt ?? 1, startedAt: timestamp(eventTime) });
  },
  activityTaskCompleted: (ended, story) => end('ACTIVITY_COMPLETED', 'completed', ended, story),
  activityTaskFailed: (ended, story) => end('ACTIVITY_FAILED', 'failed', ended, story),
  activityTaskTimedOut: (ended, story) => end('ACTIVITY_TIMED_OUT', 'timed out', ended, story),
  activityTaskCanceled: (ended, story) => end('ACTIVITY_CANCELED', 'stopped', ended, story),
  activityTaskCancelRequested({ scheduledEventId }, story) {
    const { activity, step } = story.activities.get(String(scheduledEventId)) ?? unknown;
    return { kind: 'ACTIVITY_CANCEL_REQUESTED', message: `${activity} was asked to stop.`, activity, step };
  },
};

const unknown: OpenActivity = { activity: 'An activity', step: null, attempt: 1, startedAt: null };

async function end(kind: TimelineKind, verb: string, { scheduledEventId, failure }: Ended, story: Story) {
  const open = close(story.activities, scheduledEventId) ?? unknown;
  const attempts = open.attempt > 1 ? ` at attempt ${open.attempt}` : '';
  const why = await story.failure(failure);
  const message = `${open.activity} ${verb}${attempts}${why ? `: ${why.message}` : '.'}`;
  return { kind, message, ...open, ...(why && { failure: why }) };
}
