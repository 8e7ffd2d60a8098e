import { randomUUID } from 'node:crypto';
import type { Temporal } from '../src/platform/temporal.ts';
import { decodeRunId } from '../src/services/runs/run-id.ts';

/** Signals and updates are not to be applied again: temporal.api.enums.v1.ResetReapplyExcludeType. */
const nothing = [1, 2];

interface ResetOptions {
  /** An earlier execution than the newest. */
  runId?: string;
  /** Which of its workflow tasks. */
  task?: number;
  /** Whether signals that came later are applied again. */
  signals?: boolean;
}

/** Takes a run back to right after its first workflow task, or another. Returns the run id of the execution that goes on from there. */
export async function resetRun(
  { service, namespace, call }: Temporal,
  id: string,
  { runId, task = 0, signals = false }: ResetOptions = {},
): Promise<string> {
  const { workflowId } = decodeRunId(id)!;
  const execution = { workflowId, runId: runId ?? (await newestExecution({ service, namespace, call }, id)) };
  const { history } = await call(() => service.getWorkflowExecutionHistory({ namespace, execution }));
  const tasks = history?.events?.filter((event) => event.workflowTaskCompletedEventAttributes);
  const finished = tasks?.[task];
  if (!finished) throw new Error('That workflow task has not been completed yet.');
  const { runId: made } = await call(() =>
    service.resetWorkflowExecution({
      namespace,
      workflowExecution: execution,
      workflowTaskFinishEventId: finished.eventId,
      resetReapplyExcludeTypes: signals ? [] : nothing,
      reason: 'test',
      requestId: randomUUID(),
    }),
  );
  return made;
}

/** Run id of the newest execution of a run whose workflow id was not used again since. */
export async function newestExecution(
  { service, namespace, call }: Pick<Temporal, 'service' | 'namespace' | 'call'>,
  id: string,
): Promise<string> {
  const { workflowId } = decodeRunId(id)!;
  const { workflowExecutionInfo } = await call(() =>
    service.describeWorkflowExecution({ namespace, execution: { workflowId } }),
  );
  return workflowExecutionInfo!.execution!.runId!;
}
