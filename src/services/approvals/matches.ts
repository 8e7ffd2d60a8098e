import type { Approval } from './approval.ts';
import type { ApprovalFilter } from './list.ts';

/** Whether an approval is one of those, whatever its state: the only thing about it that changes. */
export const concerns = ({ workflow, run, label, workflows, runs }: ApprovalFilter, approval: Approval): boolean =>
  (workflow == null || approval.workflow === workflow) &&
  (run == null || approval.run === run) &&
  (!label || approval.labels.some(({ key, value }) => key === label.key && value === label.value)) &&
  (!workflows || workflows.includes(approval.workflow)) &&
  (!runs || runs.includes(approval.run));

/** Whether it is in one of the states. */
export const isIn = ({ state }: ApprovalFilter, approval: Pick<Approval, 'state'>) =>
  !state?.length || state.includes(approval.state);
