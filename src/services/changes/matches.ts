import type { ListFilter } from '../runs/list.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import type { RunStatus } from '../runs/status.ts';

/**
 * Whether a change of a run concerns whoever asked with a filter: it matches now, or did before the change, so that
 * everybody is told once of a run that is to be dropped. Nothing but the status of a run changes.
 */
export function concerns(filter: ListFilter, run: RunSnapshot, before: RunStatus): boolean {
  const { workflow, workflows, status, label, startedAfter, startedBefore } = filter;
  return (
    run.parent === null &&
    (workflow == null || run.workflow === workflow) &&
    (!workflows || workflows.includes(run.workflow)) &&
    (!label || run.labels.some(({ key, value }) => key === label.key && value === label.value)) &&
    (!startedAfter || run.startedAt >= startedAfter) &&
    (!startedBefore || run.startedAt < startedBefore) &&
    (!status?.length || status.includes(run.status) || status.includes(before))
  );
}
