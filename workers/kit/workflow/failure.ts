import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  ContinueAsNew,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import { kitErrors, type FailureDetails } from '../wire/errors.ts';

/**
 * What a workflow throws at its end, made from whatever was thrown inside: cancellation and continue-as-new as they are,
 * everything else a final failure with a code. Stack traces are dropped, as they would put paths into the history.
 */
export function toFailure(error: unknown, declared: Readonly<Record<string, string>>, step?: string): unknown {
  if (isCancellation(error) || error instanceof ContinueAsNew) return error;
  const cause = rootCause(error);
  if (cause instanceof ApplicationFailure) {
    const attempts = (cause.details?.[0] as FailureDetails | undefined)?.attempts;
    return final(codeOf(cause.type, declared), cause.message, { step, attempts });
  }
  if (cause instanceof TimeoutFailure) {
    return final('TIMED_OUT', `${nameOf(error)} took longer than it may (${cause.timeoutType}).`, { step });
  }
  return final('INTERNAL_ERROR', error instanceof Error ? `${error.name}: ${error.message}` : String(error), { step });
}

/** What a run fails of, for what is done at its end. */
export interface RunFailure {
  /** One of the contract's errors or the kit's, or CANCELED. */
  code: string;
  message: string;
}

export const inShort = (failure: unknown): RunFailure =>
  failure instanceof ApplicationFailure && failure.type
    ? { code: failure.type, message: failure.message }
    : { code: 'CANCELED', message: 'The run was cancelled.' };

function final(type: string, message: string, details: FailureDetails) {
  const failure = ApplicationFailure.create({ type, message, nonRetryable: true, details: [details] });
  failure.stack = undefined;
  return failure;
}

const codeOf = (type: string | null | undefined, declared: object) =>
  type && (Object.hasOwn(declared, type) || Object.hasOwn(kitErrors, type)) ? type : 'ACTIVITY_FAILED';

/** What an activity or child really failed of. */
export const rootCause = (error: unknown): unknown =>
  (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && error.cause
    ? rootCause(error.cause)
    : error;

const nameOf = (error: unknown) => (error instanceof ActivityFailure ? error.activityType : 'Something');
