import proto, { type temporal as protocol } from '@temporalio/proto';
import { kitErrors, type FailureDetails } from '../../../workers/kit/wire/errors.ts';
import { isNotFound, type Temporal } from '../../platform/temporal.ts';
import type { RunKey } from './run-id.ts';
import type { HistoryEvent } from './execution.ts';

type Execution = protocol.api.common.v1.IWorkflowExecution;
type FailureProto = protocol.api.failure.v1.IFailure;

const onlyCloseEvent = proto.temporal.api.enums.v1.HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;

/** Why a run did not succeed, without stack traces. */
export interface RunFailure {
  /** One of the contract's codes, one of the kit's, or the failure type of a foreign worker. */
  code: string;
  message: string;
  step: string | null;
  /** Attempts of the activity that failed; null when no activity did. */
  attempts: number | null;
}

/** How a run ended: with a result, a failure, or (cancelled) neither. */
export interface RunOutcome {
  result: unknown;
  failure: RunFailure | null;
}

/** The value a run was started with, exactly as the caller sent it; undefined when its history is gone. */
export async function readInput(temporal: Temporal, { workflowId, first }: RunKey): Promise<unknown> {
  const started = await startedEvent(temporal, { workflowId, runId: first });
  const [input] = await temporal.decode(started?.input?.payloads);
  return input;
}

/** How an execution began; null when its history is gone. */
export async function startedEvent(temporal: Temporal, execution: Execution) {
  const [event] = await events(temporal, execution, { maximumPageSize: 1 });
  return event?.workflowExecutionStartedEventAttributes ?? null;
}

/** Reads how a closed run ended, from its newest execution. */
export async function readOutcome(temporal: Temporal, { workflowId, runId }: Execution): Promise<RunOutcome> {
  const event = await closeEvent(temporal, { workflowId, runId });
  const [result] = await temporal.decode(event?.workflowExecutionCompletedEventAttributes?.result?.payloads);
  return { result, failure: event ? await failureOf(temporal, event) : null };
}

export async function closeEvent(temporal: Temporal, execution: Execution): Promise<HistoryEvent | undefined> {
  const [event] = await events(temporal, execution, { historyEventFilterType: onlyCloseEvent });
  return event;
}

/** Run id of the execution that takes over when one has ended: continued as new, retried or due again. */
export const newExecutionOf = (event: HistoryEvent): string | null =>
  event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ||
  event.workflowExecutionCompletedEventAttributes?.newExecutionRunId ||
  event.workflowExecutionFailedEventAttributes?.newExecutionRunId ||
  event.workflowExecutionTimedOutEventAttributes?.newExecutionRunId ||
  null;

/** All events of an execution, page by page; none when its history is gone. */
export async function* eventsOf({ service, namespace, call }: Temporal, execution: Execution) {
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = { namespace, execution, nextPageToken };
    const page = await call(() => service.getWorkflowExecutionHistory(request)).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    yield* page?.history?.events ?? [];
    nextPageToken = page?.nextPageToken?.length ? page.nextPageToken : undefined;
  } while (nextPageToken);
}

async function events(
  temporal: Temporal,
  execution: Execution,
  options: { maximumPageSize?: number; historyEventFilterType?: typeof onlyCloseEvent },
): Promise<HistoryEvent[]> {
  try {
    const { namespace } = temporal;
    const { history } = await temporal.call(() =>
      temporal.service.getWorkflowExecutionHistory({ namespace, execution, ...options }),
    );
    return history?.events ?? [];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function failureOf(temporal: Temporal, event: HistoryEvent): Promise<RunFailure | null> {
  const failed = event.workflowExecutionFailedEventAttributes?.failure;
  if (failed) return failureFrom(temporal, failed);
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  if (terminated)
    return { code: 'TERMINATED', message: terminated.reason || 'Terminated.', step: null, attempts: null };
  if (event.workflowExecutionTimedOutEventAttributes) {
    return { code: 'TIMED_OUT', message: kitErrors.TIMED_OUT, step: null, attempts: null };
  }
  return null;
}

/** What a failure says, which is a payload where messages are encrypted. */
export async function messageOf({ decode }: Temporal, failure: FailureProto | null | undefined): Promise<string> {
  const [common] = await decode(failure?.encodedAttributes ? [failure.encodedAttributes] : []);
  const { message } = ((typeof common === 'object' && common) || {}) as { message?: unknown };
  return typeof message === 'string' ? message : (failure?.message ?? '');
}

/** The innermost cause says what really happened; foreign workers wrap it in activity and child failures. */
export async function failureFrom(temporal: Temporal, failure: FailureProto): Promise<RunFailure> {
  if (!failure.applicationFailureInfo && failure.cause) return failureFrom(temporal, failure.cause);
  const { type, details } = failure.applicationFailureInfo ?? {};
  const [first] = await temporal.decode(details?.payloads);
  const { step = null, attempts = null } = ((typeof first === 'object' && first) || {}) as FailureDetails;
  const code = type || (failure.timeoutFailureInfo ? 'TIMED_OUT' : 'FAILED');
  return { code, message: (await messageOf(temporal, failure)) || 'Failed without a message.', step, attempts };
}
