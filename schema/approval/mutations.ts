import { AlreadyDecidedError, ApprovalNotFoundError, InvalidInputError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import './errors.ts';
import { approvalId } from './id.ts';
import { ApprovalType } from './types.ts';

builder.mutationField('decide', (t) =>
  t.field({
    type: ApprovalType,
    description:
      'Decides what a run asks. Of all who try, one does; the others are told who it was. The run goes on as soon as it ' +
      'has a worker, which is not waited for.',
    errors: { types: [ApprovalNotFoundError, AlreadyDecidedError, InvalidInputError] },
    extensions: cost.call,
    args: {
      id: t.arg.id({ required: true, description: 'Id of the approval.' }),
      choice: t.arg.string({ required: true, description: 'One of its `choices`.' }),
      edits: t.arg({
        type: 'JSON',
        required: false,
        description: 'What is changed with it, as its `editSchema` says.',
      }),
      comment: t.arg.string({ required: false, description: 'Why, up to 2,000 characters. The run is told too.' }),
    },
    resolve: (_root, { id, ...answer }, { services }) => services.approvals.decide(approvalId.read(id), answer),
  }),
);
