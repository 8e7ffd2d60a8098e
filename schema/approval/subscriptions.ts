import { builder } from '../builder.ts';
import { ApprovalFilterInput } from './queries.ts';
import { ApprovalType } from './types.ts';

builder.subscriptionField('approvals', (t) =>
  t.field({
    type: ApprovalType,
    description:
      'Approvals, live: those that match now, at most the newest 100, then each that is opened, settled or delivered. ' +
      'Without states in the filter it begins with the open ones. One that no longer matches is sent once more, so that ' +
      'it can be dropped. Who lags more than 1,000 behind gets FELL_BEHIND and begins anew.',
    args: { filter: t.arg({ type: ApprovalFilterInput, required: false, description: 'Which approvals.' }) },
    subscribe: (_root, { filter }, { services }) => services.approvals.follow(filter ?? {}),
    resolve: (approval) => approval,
  }),
);
