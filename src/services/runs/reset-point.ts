import { weightedSteps, type WorkflowContract } from '../../../workers/kit/contract.ts';
import { InvalidInputError } from '../../errors.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describe } from './head.ts';
import { eventsOf, startedEvent } from './history.ts';
import { memoOf } from './memo.ts';
import { isUuid } from '../uuid.ts';
import type { RunKey } from './run-id.ts';

/** Nobody looks for a step further back than that. */
const mostExecutions = 100;

/** Where a run is taken back to: what happened from there on does not hold any more. */
export interface ResetTo {
  /** Where it entered this step. */
  step?: string | null;
  /** The number of an event, as the timeline has it. */
  event?: number | null;
  /** The execution the event is in; the newest unless it is given. */
  runId?: string | null;
}

/** As Temporal wants to be told: the completed workflow task that is decided again. */
export interface ResetPoint {
  runId: string;
  taskCompleted: number;
}

/** Where the run entered a step: in the newest execution that did. Throws InvalidInputError when none did. */
export async function pointOfStep(
  temporal: Temporal,
  contract: WorkflowContract | undefined,
  { workflowId }: RunKey,
  head: string,
  step: string,
): Promise<ResetPoint> {
  const steps = weightedSteps(contract?.steps ?? []).map(({ name }) => name);
  if (!steps.includes(step)) {
    throw wrong('toStep', steps.length > 0 ? `There is no such step. There are: ${steps.join(', ')}.` : foreign);
  }
  let runId = head;
  for (let count = 0; runId && count < mostExecutions; count++) {
    for await (const { workflowPropertiesModifiedEventAttributes: modified } of eventsOf(temporal, {
      workflowId,
      runId,
    })) {
      const memo = modified && (await memoOf(temporal, { memo: modified.upsertedMemo }));
      if (memo?.step === step) return { runId, taskCompleted: Number(modified?.workflowTaskCompletedEventId) };
    }
    runId = (await startedEvent(temporal, { workflowId, runId }))?.continuedExecutionRunId ?? '';
  }
  throw wrong('toStep', `The run has not entered the step ${step}, or Temporal has forgotten when.`);
}

/** The last decision that was not made after an event. Throws InvalidInputError when there is no such event, or none was made. */
export async function pointOfEvent(
  temporal: Temporal,
  { workflowId, first }: RunKey,
  runId: string,
  event: number,
): Promise<ResetPoint> {
  // Temporal refuses to look for what is none.
  const found = isUuid(runId) ? await describe(temporal, workflowId, runId) : null;
  if (found?.workflowExecutionInfo?.firstRunId !== first)
    throw wrong('runId', 'This is no execution of the run, or it is forgotten.');
  let taskCompleted: number | undefined;
  let last = 0;
  for await (const { eventId, workflowTaskCompletedEventAttributes: completed } of eventsOf(temporal, {
    workflowId,
    runId,
  })) {
    last = Number(eventId);
    // Before the first decision there is nothing else that could be done again.
    if (completed && (last <= event || taskCompleted === undefined)) taskCompleted = last;
    if (event >= 1 && last >= event && taskCompleted !== undefined) return { runId, taskCompleted };
  }
  if (event < 1 || event > last) throw wrong('toEvent', `Must be 1 to ${last}: there are no others in that execution.`);
  throw wrong('toEvent', 'The run has not begun: no worker has taken it yet.');
}

const foreign = 'The workflow has no contract here that says its steps: use toEvent.';
export const wrong = (argument: string, message: string) => new InvalidInputError([{ path: [argument], message }]);
