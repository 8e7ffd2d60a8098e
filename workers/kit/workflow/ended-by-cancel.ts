import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';

/**
 * What a call of an activity that may be repeated has failed of: of being cancelled, too, when Temporal would have tried again but for that. The
 * worker may have been killed before it could say that it has stopped, or the attempt may have failed of something else first.
 */
export function unlessCancelled(error: unknown): unknown {
  if (!(error instanceof ActivityFailure) || error.retryState !== 'CANCEL_REQUESTED') return error;
  const { cause, activityType } = error;
  const isFinal = cause instanceof ApplicationFailure ? cause.nonRetryable : !(cause instanceof TimeoutFailure);
  return isFinal ? error : new CancelledFailure(`${activityType} was cancelled.`, undefined, error);
}
