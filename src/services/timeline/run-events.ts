import proto from '@temporalio/proto';
import { memoOf } from '../runs/memo.ts';
import { milliseconds, timestamp } from '../runs/timestamp.ts';
import type { Sayings } from './sayings.ts';
import { close } from './story.ts';

const cause = proto.temporal.api.enums.v1.WorkflowTaskFailedCause;
/** Of the reasons for which a workflow task fails, those that somebody has to mend. The others pass by themselves. */
const brokenCode = new Map<number, string>([
  [cause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR, 'it does not do again what its history says'],
  [cause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE, "the worker's log says why"],
]);
/** Marks of the SDKs themselves: versions, local activities. */
const ownMark = /^(core_|Version$|LocalActivity$|SideEffect$|MutableSideEffect$)/;

/** What happened to the run as a whole. Of signals and updates only the names: what they carry may be anything. */
export const runEvents: Sayings = {
  workflowExecutionStarted({ workflowType, continuedExecutionRunId, firstWorkflowTaskBackoff }, story, { eventTime }) {
    story.begin(workflowType?.name ?? '');
    if (continuedExecutionRunId) return null; // the end of the execution before it has said so
    const delay = Number(firstWorkflowTaskBackoff?.seconds ?? 0);
    const begins = new Date((timestamp(eventTime)?.getTime() ?? 0) + delay * 1000);
    return { kind: 'STARTED', message: delay > 0 ? `Started, to begin at ${begins.toISOString()}.` : 'Started.' };
  },
  async workflowPropertiesModified({ upsertedMemo }, story) {
    const memo = await memoOf(story, { memo: upsertedMemo });
    if (!memo?.step || memo.step === story.step) return null;
    story.step = memo.step;
    return { kind: 'STEP_ENTERED', message: `Entered the step ${memo.step}.`, step: memo.step };
  },
  timerStarted({ timerId, startToFireTimeout }, story, { eventId, eventTime }) {
    const name = timerId ?? '';
    story.timers.set(String(eventId), name);
    const until = new Date(milliseconds(eventTime) + milliseconds(startToFireTimeout));
    return { kind: 'TIMER_STARTED', message: `Waits until ${until.toISOString()}.`, name };
  },
  timerFired: ({ startedEventId }, story) => ({
    kind: 'TIMER_FIRED',
    message: 'Has waited long enough.',
    name: close(story.timers, startedEventId) ?? '',
  }),
  timerCanceled: ({ startedEventId }, story) => ({
    kind: 'TIMER_CANCELED',
    message: 'Waits no longer.',
    name: close(story.timers, startedEventId) ?? '',
  }),
  workflowExecutionSignaled: ({ signalName }) => ({
    kind: 'SIGNALED',
    message: `Received the signal ${signalName}.`,
    name: signalName ?? '',
  }),
  workflowExecutionUpdateAccepted({ acceptedRequest }) {
    const name = acceptedRequest?.input?.name ?? '';
    return { kind: 'UPDATED', message: `Accepted the update ${name}.`, name };
  },
  markerRecorded: ({ markerName }) =>
    ownMark.test(markerName ?? '')
      ? null
      : { kind: 'MARKED', message: `Left the mark ${markerName}.`, name: markerName ?? '' },
  workflowTaskFailed({ cause: reason }) {
    const why = brokenCode.get(reason ?? 0);
    return why ? { kind: 'CODE_FAILED', message: `The workflow code failed: ${why}.` } : null;
  },
  workflowExecutionCancelRequested: ({ cause: why }) => ({
    kind: 'CANCEL_REQUESTED',
    message: why ? `Asked to stop: ${why}` : 'Asked to stop.',
  }),
  workflowExecutionPaused: ({ reason }) => ({ kind: 'PAUSED', message: reason ? `Paused: ${reason}` : 'Paused.' }),
  workflowExecutionUnpaused: () => ({ kind: 'RESUMED', message: 'Goes on after a pause.' }),
};
