import type { temporal as protocol } from '@temporalio/proto';
import { memoKey, type RunMemo } from '../../../workers/kit/memo.ts';
import type { Temporal } from '../../platform/temporal.ts';

type ExecutionInfo = protocol.api.workflow.v1.IWorkflowExecutionInfo;

/** The kit's memo; null for runs of other workers, or before the first step. */
export async function memoOf(temporal: Temporal, info: ExecutionInfo): Promise<RunMemo | null> {
  const payload = info.memo?.fields?.[memoKey];
  const [memo] = payload ? await temporal.decode([payload]) : [];
  return (memo as RunMemo | undefined) ?? null;
}
