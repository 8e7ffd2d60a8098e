import { workflowInfo } from '@temporalio/workflow';

/** When this run was due by its schedule, also when a backfill makes up for it later; of any other, when it began. */
export function dueAt(): Date {
  const { searchAttributes, startTime } = workflowInfo();
  const [scheduled] = searchAttributes['TemporalScheduledStartTime'] ?? [];
  return scheduled instanceof Date ? scheduled : startTime;
}
