import { isNotFound, type Temporal } from '../../platform/temporal.ts';
import { closeEvent, newExecutionOf } from './history.ts';
import type { RunKey } from './run-id.ts';
import type { Describe } from './execution.ts';

/** A chain longer than this is not followed: it would be a workflow that continues as new without end. */
const longestChain = 10_000;

/**
 * Describes the newest execution of a run's chain; null when Temporal does not know the run (any more). Usually that is
 * the newest execution of the workflow id. When the id was used again since, the chain is followed from its start.
 */
export async function describeHead(temporal: Temporal, { first, workflowId }: RunKey): Promise<Describe | null> {
  const newest = await describe(temporal, workflowId);
  if (!newest || newest.workflowExecutionInfo?.firstRunId === first) return newest;
  let runId = first;
  for (let length = 0; length < longestChain; length++) {
    const found = await describe(temporal, workflowId, runId);
    const next = found && (await successor(temporal, found));
    if (!next) return found;
    runId = next;
  }
  throw new Error(`The chain of run ${first} is longer than ${longestChain} executions.`);
}

export async function describe(temporal: Temporal, workflowId: string, runId?: string): Promise<Describe | null> {
  try {
    return await temporal.call(() =>
      temporal.service.describeWorkflowExecution({ namespace: temporal.namespace, execution: { workflowId, runId } }),
    );
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function successor(temporal: Temporal, { workflowExecutionInfo, workflowExtendedInfo }: Describe) {
  if (workflowExtendedInfo?.resetRunId) return workflowExtendedInfo.resetRunId;
  if (!workflowExecutionInfo?.closeTime) return null;
  const event = await closeEvent(temporal, workflowExecutionInfo.execution!);
  return event ? newExecutionOf(event) : null;
}
