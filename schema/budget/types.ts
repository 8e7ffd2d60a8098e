import type { Budget } from '../../src/services/budgets/budget.ts';
import { toUsd } from '../../src/services/budgets/usd.ts';
import { decodeLabel } from '../../workers/kit/wire/label.ts';
import { builder } from '../builder.ts';
import { LabelType } from '../run/types.ts';
import { typedId } from '../typed-id.ts';

export const budgetId = typedId('Budget');

export const BudgetPeriod = builder.enumType('BudgetPeriod', {
  description: 'How long a budget is for. Days and months are those of UTC.',
  values: {
    DAY: { description: 'A day, from 00:00 UTC.' },
    MONTH: { description: 'A calendar month, in UTC.' },
  } as const,
});

export const OnLimit = builder.enumType('OnLimit', {
  description: 'What becomes of a run whose next call of a model could cost more than is left.',
  values: {
    FAIL: { description: 'It fails with BUDGET_EXCEEDED, before the call.' },
    ASK: { description: 'A person is asked to raise the limit or to stop, and it waits.' },
  } as const,
});

export const BudgetType = builder.objectRef<Budget>('Budget').implement({
  description:
    'A limit of what calls of models may cost in a day or month. What a call may cost at most is reserved before it is made.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque.', resolve: ({ id }) => budgetId.write(id) }),
    workflow: t.string({
      nullable: true,
      description: 'The workflow whose runs it holds for; null: it holds for a label, or for all.',
      resolve: ({ scope, name }) => (scope === 'WORKFLOW' ? name : null),
    }),
    label: t.field({
      type: LabelType,
      nullable: true,
      description: 'It holds for runs with this label, and for what they start; null: for a workflow, or for all.',
      resolve: ({ scope, name }) => (scope === 'LABEL' ? decodeLabel(name) : null),
    }),
    period: t.expose('period', { type: BudgetPeriod, description: 'How long it is for.' }),
    periodStart: t.expose('periodStart', { type: 'DateTime', description: 'When the current period began.' }),
    periodEnd: t.expose('periodEnd', {
      type: 'DateTime',
      description: 'When the next one begins, with nothing spent.',
    }),
    limitUsd: t.float({ description: 'What may be spent in a period.', resolve: ({ limit }) => toUsd(limit) }),
    spentUsd: t.float({ description: 'What was spent in the current one.', resolve: ({ spent }) => toUsd(spent) }),
    reservedUsd: t.float({
      description: 'What calls that are under way may cost at most.',
      resolve: ({ reserved }) => toUsd(reserved),
    }),
    onLimit: t.expose('onLimit', { type: OnLimit, description: 'What becomes of runs that would go beyond it.' }),
  }),
});
