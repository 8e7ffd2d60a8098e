import type { TimelineKind } from './entry.ts';
import type { Sayings } from './sayings.ts';
import { close, type Story } from './story.ts';

interface Ended {
  startedEventId?: unknown;
  workflowType?: { name?: string | null } | null;
  failure?: Parameters<Story['failure']>[0];
}

/** Runs that the run started. */
export const childEvents: Sayings = {
  childWorkflowExecutionStarted({ workflowExecution, workflowType }, story, { eventId }) {
    const child = { workflowId: workflowExecution?.workflowId ?? '', first: workflowExecution?.runId ?? '' };
    story.children.set(String(eventId), child);
    return { kind: 'CHILD_STARTED', message: `Started a run of ${nameOf({ workflowType })}.`, child };
  },
  startChildWorkflowExecutionFailed: ({ workflowType, workflowId }) => ({
    kind: 'CHILD_NOT_STARTED',
    message: `Could not start a run of ${nameOf({ workflowType })}: ${workflowId ?? 'its id'} is in use.`,
  }),
  childWorkflowExecutionCompleted: (ended, story) => end('CHILD_COMPLETED', 'completed', ended, story),
  childWorkflowExecutionFailed: (ended, story) => end('CHILD_FAILED', 'failed', ended, story),
  childWorkflowExecutionTimedOut: (ended, story) => end('CHILD_TIMED_OUT', 'timed out', ended, story),
  childWorkflowExecutionCanceled: (ended, story) => end('CHILD_CANCELED', 'was cancelled', ended, story),
  childWorkflowExecutionTerminated: (ended, story) => end('CHILD_TERMINATED', 'was terminated', ended, story),
};

const nameOf = ({ workflowType }: Ended) => workflowType?.name ?? 'a workflow';

async function end(kind: TimelineKind, verb: string, ended: Ended, story: Story) {
  const child = close(story.children, ended.startedEventId);
  const failure = await story.failure(ended.failure);
  const message = `A run of ${nameOf(ended)} ${verb}${failure ? `: ${failure.message}` : '.'}`;
  return { kind, message, ...(child && { child }), ...(failure && { failure }) };
}
