import { randomUUID } from 'node:crypto';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { RunAlreadyExistsError, RunNotFoundError } from '../../errors.ts';
import { invalidReason, type Temporal } from '../../platform/temporal.ts';
import { identity } from './control.ts';
import { describe, describeHead } from './head.ts';
import { pointOfEvent, pointOfStep, wrong, type ResetTo } from './reset-point.ts';
import { encodeRunId, type RunKey } from './run-id.ts';

/**
 * Signals and updates are not delivered again: they would answer questions that people were asked before, without anyone
 * looking at what there is to decide now. Of temporal.api.enums.v1.ResetReapplyExcludeType.
 */
const notAgain = [1, 2];

/** Takes a run back, whether it goes on or has ended: from there it does everything again, as the same run. */
export async function resetRun(
  temporal: Temporal,
  contracts: ReadonlyMap<string, WorkflowContract>,
  run: RunKey,
  { step, event, runId }: ResetTo,
  reason: string,
) {
  if ((step == null) === (event == null)) throw wrong(step == null ? 'toStep' : 'toEvent', 'Give toStep or toEvent.');
  const { service, namespace, call } = temporal;
  const { workflowId } = run;
  const info = (await describeHead(temporal, run))?.workflowExecutionInfo;
  if (!info) throw new RunNotFoundError(encodeRunId(run));
  await assertOwnId(temporal, run);
  const head = info.execution?.runId ?? '';
  const contract = contracts.get(info.type?.name ?? '');
  const point =
    step != null
      ? await pointOfStep(temporal, contract, run, head, step)
      : await pointOfEvent(temporal, run, runId ?? head, event!);
  try {
    await call(() =>
      service.resetWorkflowExecution({
        namespace,
        workflowExecution: { workflowId, runId: point.runId },
        workflowTaskFinishEventId: point.taskCompleted as never, // a number where protobuf has a Long
        resetReapplyExcludeTypes: notAgain,
        reason,
        identity,
        requestId: randomUUID(),
      }),
    );
  } catch (error) {
    const refusal = invalidReason(error);
    throw refusal === null ? error : wrong(step != null ? 'toStep' : 'toEvent', `Temporal says: ${refusal}`);
  }
}

/** A reset ends whatever runs under its workflow id. */
async function assertOwnId(temporal: Temporal, { workflowId, first }: RunKey) {
  const newest = (await describe(temporal, workflowId))?.workflowExecutionInfo;
  if (!newest?.firstRunId || newest.firstRunId === first || newest.closeTime) return;
  const message =
    'Another run does the same work now, and would be ended. Cancel it first, or wait until it has ended.';
  throw new RunAlreadyExistsError(encodeRunId({ workflowId, first: newest.firstRunId }), message);
}
