import { executeChild, ParentClosePolicy, workflowInfo } from '@temporalio/workflow';
import type * as z from 'zod';
import type { WorkflowContract } from '../contract.ts';
import { ownLabels } from './labels.ts';
import { parse } from './parse.ts';

/**
 * Runs another workflow as a part of this run, on its own queue and with the labels of this run, and resolves to its result.
 * Its id is that of the same work alone and this run's: neither does the one wait for the other.
 */
export async function runChild<C extends WorkflowContract>(
  contract: C,
  input: z.input<C['input']>,
): Promise<z.output<C['result']>> {
  const { firstExecutionRunId, workflowId } = workflowInfo();
  const id = contract.workflowId(parse(contract.input, input, 'INVALID_INPUT', contract.name));
  const labels = ownLabels();
  const result: unknown = await executeChild(contract.name, {
    workflowId: `${id}-of-${firstExecutionRunId}`,
    taskQueue: contract.taskQueue,
    args: [input],
    staticSummary: `A part of ${workflowId}`,
    ...(labels.length > 0 && { searchAttributes: { TempographLabels: labels } }),
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL, // also when this run is terminated, it cleans up
  });
  return parse(contract.result, result, 'INVALID_OUTPUT', contract.name) as z.output<C['result']>;
}
