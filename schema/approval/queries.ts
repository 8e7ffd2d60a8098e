import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageArgs, pageSize } from '../page.ts';
import { RunInterface } from '../run/interface.ts';
import { LabelInput } from '../run/queries.ts';
import { approvalId } from './id.ts';
import { ApprovalConnection, ApprovalStateType, ApprovalType } from './types.ts';

export const ApprovalFilterInput = builder.inputType('ApprovalFilter', {
  description: 'Which approvals; what is left out does not narrow the list.',
  fields: (t) => ({
    state: t.field({ type: [ApprovalStateType], description: 'Only those in one of these states.' }),
    workflow: t.string({ description: 'Only those of runs of this workflow.' }),
    run: t.id({ description: 'Only those of this run.' }),
    label: t.field({ type: LabelInput, description: 'Only those of runs with this label.' }),
  }),
});

builder.queryFields((t) => ({
  approval: t.field({
    type: ApprovalType,
    nullable: true,
    description: 'Something a run asks people; null when there is no such thing.',
    extensions: cost.record,
    args: { id: t.arg.id({ required: true, description: 'Id of the approval.' }) },
    resolve: (_root, { id }, { services }) => services.approvals.get(approvalId.read(id)),
  }),
  approvals: t.field({
    type: ApprovalConnection,
    description: 'What runs ask people, newest first.',
    extensions: cost.record,
    args: {
      ...pageArgs,
      filter: t.arg({ type: ApprovalFilterInput, required: false, description: 'Which approvals.' }),
    },
    resolve: (_root, { first, after, filter }, { services }) =>
      services.approvals.list(filter ?? {}, pageSize(first), after),
  }),
}));

builder.interfaceField(RunInterface, 'approvals', (t) =>
  t.field({
    type: ApprovalConnection,
    description: 'What it asks people, and has asked, newest first. Needs DECIDE.',
    extensions: cost.record,
    args: pageArgs,
    resolve: ({ id, ask }, { first, after }, { services }) =>
      ask(`approvals ${first} ${after}`, () => services.approvals.list({ run: id }, pageSize(first), after)),
  }),
);
