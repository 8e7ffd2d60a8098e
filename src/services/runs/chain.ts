import type { Temporal } from '../../platform/temporal.ts';
import { closeEvent, newExecutionOf, startedEvent } from './history.ts';
import type { Describe } from './execution.ts';
import { describe } from './head.ts';
import type { RunKey } from './run-id.ts';

/** Nobody reads further back. */
const longestWalk = 1000;
/** Only this ends an execution that names nobody who takes over, although the run may go on. */
const terminated: number = 5; // temporal.api.enums.v1.WorkflowExecutionStatus

/** The executions that take over from one: when it ended by itself, and when it was reset, however it had ended. */
async function successors(temporal: Temporal, { workflowExecutionInfo, workflowExtendedInfo }: Describe) {
  const event = workflowExecutionInfo?.closeTime && (await closeEvent(temporal, workflowExecutionInfo.execution!));
  return { continued: event ? newExecutionOf(event) : null, reset: workflowExtendedInfo?.resetRunId || null };
}

/**
 * The execution that comes after another in the log of a run; null when that is the last one, or gone. Other than the
 * way to the head, which a reset shortens, it leaves nothing out that happened before the reset.
 */
export async function nextExecution(temporal: Temporal, key: RunKey, runId: string): Promise<string | null> {
  const found = await describe(temporal, key.workflowId, runId);
  if (!found) return null;
  const { continued, reset } = await successors(temporal, found);
  if (continued ?? reset) return continued ?? reset;
  const newest = (await describe(temporal, key.workflowId))?.workflowExecutionInfo;
  if (newest?.execution?.runId === runId) return null;
  const reused = newest?.firstRunId !== key.first;
  if (reused && Number(found.workflowExecutionInfo?.status) !== terminated) return null;
  // An execution before it was reset, and ended it unless it had ended by itself: who took over stands in that one.
  let before: string | undefined;
  for await (const execution of executions(temporal, key)) {
    if (before === runId) return execution;
    before = execution;
  }
  return newest?.firstRunId === key.first && before !== runId ? (newest.execution?.runId ?? null) : null;
}

/** All executions of a run in the order of their time: what followed an execution by itself came before its reset. */
async function* executions(temporal: Temporal, { first, workflowId }: RunKey): AsyncGenerator<string> {
  const left = [first];
  for (let count = 0; count < longestWalk; count++) {
    const runId = left.pop();
    const found = runId && (await describe(temporal, workflowId, runId));
    if (!found) return;
    yield runId;
    const { continued, reset } = await successors(temporal, found);
    if (reset) left.push(reset);
    if (continued) left.push(continued);
  }
}

/** The oldest execution of a run from which Temporal remembers everything up to the newest; null when it has none. */
export async function oldestRemembered(temporal: Temporal, { first, workflowId }: RunKey): Promise<string | null> {
  const newest = (await describe(temporal, workflowId))?.workflowExecutionInfo;
  if (newest?.firstRunId !== first) return null;
  let oldest: string | null = null;
  let runId = newest.execution?.runId ?? '';
  for (let count = 0; runId && count < longestWalk; count++) {
    const started = await startedEvent(temporal, { workflowId, runId });
    if (!started) break;
    oldest = runId;
    const { originalExecutionRunId: original, continuedExecutionRunId: continued } = started;
    runId = (original === runId ? continued : original) ?? '';
  }
  return oldest;
}
