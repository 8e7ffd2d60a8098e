import { AlreadyDecidedError, ApprovalNotFoundError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { ErrorInterface } from '../errors.ts';
import { ApprovalType } from './types.ts';

builder.objectType(ApprovalNotFoundError, {
  name: 'ApprovalNotFoundError',
  description: 'There is no such approval.',
  interfaces: [ErrorInterface],
});

builder.objectType(AlreadyDecidedError, {
  name: 'AlreadyDecidedError',
  description: 'Somebody was quicker, the deadline was, or the run asks no more. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    approval: t.field({
      type: ApprovalType,
      nullable: true,
      description: 'The approval as it is: who decided what, and when.',
      extensions: cost.record,
      resolve: ({ approvalId }, _args, { services }) => services.approvals.get(approvalId),
    }),
  }),
});
