import { ApprovalNotFoundError } from '../../errors.ts';
import type { Approval } from '../approvals/approval.ts';
import type { Approvals, DecisionInput } from '../approvals/approvals.ts';
import { raisesCap } from '../approvals/cap-issues.ts';
import type { ApprovalFilter } from '../approvals/list.ts';
import { fileSeconds } from '../approvals/shown-files.ts';
import { assertMay, covers, workflowTypesOf } from './access.ts';
import type { Caller } from './caller.ts';

/** What a caller may do with approvals. */
export interface CallerApprovals extends Pick<Approvals, 'list' | 'get' | 'follow' | 'editSchema'> {
  decide(id: string, input: Omit<DecisionInput, 'by'>): Promise<Approval>;
  /** What a caller who was shown an approval looks at to decide. */
  files(approval: Approval): ReturnType<Approvals['files']>;
  /** A link with which whoever has it can decide; null where there can be none. */
  makeLink(approval: Approval): ReturnType<Approvals['makeLink']>;
}

/** Approvals as a caller may use them: only those of runs that the access covers are there. */
export function guardApprovals(approvals: Approvals, caller: Caller, linkSeconds: () => number): CallerApprovals {
  const { access, actor } = caller;
  const types = workflowTypesOf(access);
  const narrowed = (filter: ApprovalFilter): ApprovalFilter => ({
    ...filter,
    ...(types && { workflows: types }),
    ...(access.runs && { runs: access.runs }),
  });
  const get = async (id: string) => {
    const approval = await approvals.get(id);
    return approval && covers(access, { id: approval.run, workflow: approval.workflow }) ? approval : null;
  };
  const need = () => assertMay(access, 'DECIDE');
  return {
    async files(approval) {
      need();
      return approvals.files(approval, Math.min(fileSeconds, linkSeconds()));
    },
    editSchema: (approval) => approvals.editSchema(approval),
    async list(filter, first, after) {
      need();
      return approvals.list(narrowed(filter), first, after);
    },
    async get(id) {
      need();
      return get(id);
    },
    follow(filter) {
      need();
      return approvals.follow(narrowed(filter));
    },
    async decide(id, input) {
      need();
      const approval = await get(id);
      if (!approval) throw new ApprovalNotFoundError();
      if (raisesCap(approval, input.choice)) assertMay(access, 'START'); // which is who may give a run its cap
      return approvals.decide(id, { ...input, by: actor });
    },
    async makeLink(approval) {
      assertMay(access, 'GRANT');
      need();
      return approvals.makeLink(approval, caller);
    },
  };
}
