import type { temporal } from '@temporalio/proto';
import type { Description } from './from-temporal.ts';
import type { ScheduleDefinition } from './schedule.ts';

type ProtoSchedule = temporal.api.schedule.v1.ISchedule;

/**
 * Gives what replaces a schedule everything that nobody has chosen to change, as the server has it: our reading of it may
 * know less, of time-outs and retries for one. What ids of runs begin with stays in any case, as times are known by it.
 */
export function keepForeign(
  next: ProtoSchedule,
  { schedule: before }: Description,
  chosen: Partial<ScheduleDefinition>,
): void {
  const [start, former] = [next.action!.startWorkflow!, before?.action?.startWorkflow];
  start.workflowId = former?.workflowId || start.workflowId!;
  next.policies = { ...before?.policies, ...next.policies };
  if (!chosen.spec) next.spec = before?.spec;
  if (chosen.action) return;
  const { TempographLabels: _ours, ...foreign } = former?.searchAttributes?.indexedFields ?? {};
  next.action!.startWorkflow = {
    ...former,
    memo: { fields: { ...former?.memo?.fields, ...start.memo?.fields } },
    searchAttributes: { indexedFields: { ...foreign, ...start.searchAttributes?.indexedFields } },
  };
}
