import type { QueueName, WorkflowContract } from '../../../workers/kit/contract.ts';

/** All task queues that these contracts need, by name, and whether workflows have them, and not only activities. */
export function queuesOf(contracts: readonly WorkflowContract[]): { name: QueueName; runsWorkflows: boolean }[] {
  const ofWorkflows = new Set(contracts.map(({ taskQueue }) => taskQueue));
  const ofActivities = contracts.flatMap(({ activities }) =>
    Object.values(activities).flatMap(({ taskQueue }) => taskQueue ?? []),
  );
  return [...new Set([...ofWorkflows, ...ofActivities])].toSorted().map((name) => ({
    name,
    runsWorkflows: ofWorkflows.has(name),
  }));
}
