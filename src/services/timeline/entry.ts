import type { RunFailure } from '../runs/history.ts';
import type { RunKey } from '../runs/run-id.ts';
import type { Place } from './cursor.ts';

/** What an event of a run's history can be about. */
export const timelineKinds = {
  STARTED: 'The run was started.',
  STEP_ENTERED: 'It entered a step.',
  ACTIVITY_SCHEDULED: 'An activity was handed to the workers.',
  ACTIVITY_COMPLETED: 'An activity completed.',
  ACTIVITY_FAILED: 'An activity failed for good. What is still tried again is in `progress.activities` and `waiting`.',
  ACTIVITY_TIMED_OUT: 'An activity took longer than it may.',
  ACTIVITY_CANCEL_REQUESTED: 'An activity was asked to stop.',
  ACTIVITY_CANCELED: 'An activity stopped, as it was asked to.',
  CHILD_STARTED: 'It started another run.',
  CHILD_NOT_STARTED: 'It could not start another run.',
  CHILD_COMPLETED: 'A run that it started completed.',
  CHILD_FAILED: 'A run that it started failed.',
  CHILD_TIMED_OUT: 'A run that it started took longer than it may.',
  CHILD_CANCELED: 'A run that it started was cancelled.',
  CHILD_TERMINATED: 'A run that it started was terminated.',
  TIMER_STARTED: 'It began to wait for a moment.',
  TIMER_FIRED: 'The moment it waited for has come.',
  TIMER_CANCELED: 'It waits for the moment no longer.',
  SIGNALED: 'It received a signal.',
  UPDATED: 'It accepted an update.',
  MARKED: 'Its code left a mark in the history.',
  PAUSED: 'It was paused.',
  RESUMED: 'It goes on after a pause.',
  CODE_FAILED: 'The workflow code itself failed. Temporal tries it again until it is mended.',
  CANCEL_REQUESTED: 'It was asked to stop.',
  CONTINUED: 'This execution ended, and the run went on in another: continued as new, retried, or due again.',
  COMPLETED: 'It completed.',
  FAILED: 'It failed.',
  TIMED_OUT: 'It took longer than it may.',
  CANCELED: 'It was cancelled.',
  TERMINATED: 'It was terminated, by somebody or for a reset.',
} as const;
export type TimelineKind = keyof typeof timelineKinds;

/** What one event of a history says; what does not apply is left out. */
export interface EventDraft {
  kind: TimelineKind;
  message: string;
  /** Of a signal, update, timer or mark. */
  name?: string;
  activity?: string;
  step?: string | null;
  attempt?: number;
  /** When the attempt that ended had begun. */
  startedAt?: Date | null;
  child?: RunKey;
  failure?: RunFailure;
}

interface At {
  place: Place;
  at: Date;
  message: string;
}
export type TimelineEvent = At & EventDraft & { type: 'TimelineEvent' };
export type TimelineReset = At & { type: 'TimelineReset'; fromRunId: string; fromEvent: number };
export type TimelineGap = At & { type: 'TimelineGap' };
/** One line of the log of a run. */
export type TimelineEntry = TimelineEvent | TimelineReset | TimelineGap;
