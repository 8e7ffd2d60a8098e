import { BudgetNotFoundError, InvalidInputError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';
import { LabelInput } from '../run/queries.ts';
import { budgetId, BudgetPeriod, BudgetType, OnLimit } from './types.ts';

builder.objectType(BudgetNotFoundError, {
  name: 'BudgetNotFoundError',
  description: 'There is no such budget.',
  interfaces: [ErrorInterface],
});

const BudgetDeleted = builder.objectRef<{ id: string }>('BudgetDeleted').implement({
  description: 'The budget holds no more.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Its id.' }) }),
});

const SetBudgetInput = builder.inputType('SetBudgetInput', {
  description: 'A budget: for a label, for a workflow, or, without either, for all calls.',
  fields: (t) => ({
    label: t.field({ type: LabelInput, description: 'For runs with this label, and for what they start.' }),
    workflow: t.string({ description: 'For runs of this workflow.' }),
    period: t.field({ type: BudgetPeriod, required: true, description: 'How long it is for.' }),
    limitUsd: t.float({
      required: true,
      description: 'What may be spent in a period, in US dollars, up to 1,000,000.',
    }),
    onLimit: t.field({
      type: OnLimit,
      description: 'What becomes of runs that would go beyond it. Default: as it is; FAIL for a new budget.',
    }),
  }),
});

builder.queryField('budgets', (t) =>
  t.field({
    type: [BudgetType],
    description: 'All budgets, at most 1,000, each with what is used of it.',
    resolve: (_root, _args, { services }) => services.budgets.list(),
  }),
);

builder.mutationFields((t) => ({
  setBudget: t.field({
    type: BudgetType,
    description:
      'Makes a budget, or changes the limit of the one for the same calls and period. It holds from the next call on, and counts what was spent in the period before.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: SetBudgetInput, required: true, description: 'The budget.' }) },
    resolve: (_root, { input }, { services }) => services.budgets.set(input),
  }),
  deleteBudget: t.field({
    type: BudgetDeleted,
    description: 'Deletes a budget. What was spent stays in `costs`.',
    errors: { types: [BudgetNotFoundError] },
    args: { id: t.arg.id({ required: true, description: 'Id of the budget.' }) },
    resolve: async (_root, { id }, { services }) => {
      await services.budgets.delete(budgetId.read(id));
      return { id };
    },
  }),
}));
