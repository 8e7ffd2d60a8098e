import { randomUUID } from 'node:crypto';
import { RunNotFoundError, RunNotRunningError } from '../../errors.ts';
import { isNotFound, type Temporal } from '../../platform/temporal.ts';
import { describeHead } from './head.ts';
import { encodeRunId, type RunKey } from './run-id.ts';

/** Who Temporal is told it was. */
export const identity = 'tempograph-api';

/** Asks a run to stop; it may clean up first, and may take its time. */
export async function cancelRun(temporal: Temporal, run: RunKey, reason: string) {
  const head = await describeHead(temporal, run);
  // Unlike a termination, Temporal accepts this for a run that has ended.
  if (head?.workflowExecutionInfo?.closeTime) throw new RunNotRunningError(encodeRunId(run));
  await change(temporal, run, (workflowExecution) =>
    temporal.service.requestCancelWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution,
      firstExecutionRunId: run.first,
      reason,
      identity,
      requestId: randomUUID(),
    }),
  );
}

/** Ends a run at once; nothing is cleaned up. */
export const terminateRun = (temporal: Temporal, run: RunKey, reason: string) =>
  change(temporal, run, (workflowExecution) =>
    temporal.service.terminateWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution,
      firstExecutionRunId: run.first,
      reason,
      identity,
    }),
  );

/** The first run id makes Temporal refuse when the workflow id has meanwhile been given to other work. */
async function change(
  temporal: Temporal,
  run: RunKey,
  request: (execution: { workflowId: string }) => Promise<unknown>,
) {
  try {
    await temporal.call(() => request({ workflowId: run.workflowId }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const id = encodeRunId(run);
    throw (await describeHead(temporal, run)) ? new RunNotRunningError(id) : new RunNotFoundError(id);
  }
}
