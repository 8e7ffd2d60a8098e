import { workflowInfo } from '@temporalio/workflow';
import { isBackfillName } from '../backfill/contract.ts';
import { runBackfill } from '../backfill/workflow.ts';
import { isBatchName } from '../batch/contract.ts';
import { runBatch } from '../batch/workflow.ts';

/** Runs under every name that is in no list. One that is not the kit's either fails the task, as an unknown workflow should. */
export async function kitWorkflow(input: unknown): Promise<unknown> {
  const { workflowType } = workflowInfo();
  if (isBackfillName(workflowType)) return runBackfill(input);
  if (isBatchName(workflowType)) return runBatch(input);
  throw new Error(`This worker knows no workflow ${workflowType}.`);
}
