import { newExecutionOf } from '../runs/history.ts';
import type { EventDraft } from './entry.ts';
import type { HistoryEvent } from '../runs/execution.ts';
import type { Sayings } from './sayings.ts';

/** How an execution ended. When another takes over, the run goes on. */
export const outcomeEvents: Sayings = {
  workflowExecutionContinuedAsNew: () => ({ kind: 'CONTINUED', message: 'Continued as new.' }),
  workflowExecutionCompleted: (_, __, event) => ended(event, { kind: 'COMPLETED', message: 'Completed.' }),
  workflowExecutionCanceled: () => ({ kind: 'CANCELED', message: 'Cancelled.' }),
  async workflowExecutionFailed(attributes, story, event) {
    const failure = await story.failure(attributes.failure);
    return ended(event, { kind: 'FAILED', message: `Failed: ${failure?.message ?? ''}`, ...(failure && { failure }) });
  },
  workflowExecutionTimedOut: (_, __, event) => ended(event, { kind: 'TIMED_OUT', message: 'Timed out.' }),
  workflowExecutionTerminated: ({ reason }) => ({
    kind: 'TERMINATED',
    message: reason ? `Terminated: ${reason}` : 'Terminated.',
  }),
};

const ended = (event: HistoryEvent, draft: EventDraft): EventDraft =>
  newExecutionOf(event) ? { ...draft, kind: 'CONTINUED', message: `${draft.message} It starts again.` } : draft;
