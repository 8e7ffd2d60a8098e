import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunInterface } from '../run/interface.ts';
import { CostGroupType, RunCostType } from './types.ts';

const CostGrouping = builder.enumType('CostGrouping', {
  description: 'What costs are summed by.',
  values: {
    DAY: { description: 'The day, of UTC, on which a call began.' },
    WORKFLOW: { description: 'The workflow of the run that has made it.' },
    MODEL: { description: 'The model.' },
    LABEL: { description: 'Labels of the run and of those above it. A call with two of them counts for both.' },
    STEP: { description: 'The workflow and its step, as `captions.write`.' },
  } as const,
});

builder.interfaceField(RunInterface, 'cost', (t) =>
  t.field({
    type: RunCostType,
    description: 'What its calls of models have cost so far, with those of the runs that it has started.',
    extensions: cost.sum,
    resolve: ({ id, ask }, _args, { services }) => ask('cost', () => services.costs.ofRun(id)),
  }),
);

builder.queryField('costs', (t) =>
  t.field({
    type: [CostGroupType],
    description:
      'What calls of models have cost, of all runs: days in order, anything else dearest first, the first 1,000. Remembered longer than runs.',
    extensions: cost.sums,
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'Calls that began then or later.' }),
      to: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Calls that began earlier; at most 366 days after `from`.',
      }),
      groupBy: t.arg({ type: CostGrouping, required: true, description: 'What they are summed by.' }),
    },
    resolve: (_root, args, { services }) => services.costs.sums(args),
  }),
);
