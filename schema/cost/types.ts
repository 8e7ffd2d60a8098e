import type { RunCost } from '../../src/services/generations/run-cost.ts';
import type { CostGroup, CostSum } from '../../src/services/generations/sums.ts';
import { toUsd } from '../../src/services/budgets/usd.ts';
import { builder, type SchemaTypes } from '../builder.ts';

type SumFields = PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, CostSum>;

/** What every sum says. */
const sumFields = (t: SumFields) => ({
  usd: t.float({
    description:
      'US dollars, of calls whose cost is known. A lost or cancelled call counts what it may have cost at most.',
    resolve: ({ cost }) => toUsd(cost),
  }),
  calls: t.field({
    type: 'SafeInt',
    description: 'Calls of models that a provider was asked for, those included that are under way or came to nothing.',
    resolve: ({ calls }) => calls,
  }),
  unpriced: t.field({
    type: 'SafeInt',
    description: 'Calls whose cost is not known, as their model has no price here: they are not in `usd`.',
    resolve: ({ unpriced }) => unpriced,
  }),
  inputTokens: t.field({
    type: 'SafeInt',
    description: 'Tokens that went in: text, images, and what was in the cache.',
    resolve: ({ inputTokens }) => inputTokens,
  }),
  outputTokens: t.field({
    type: 'SafeInt',
    description: 'Tokens that came out, of text and of images.',
    resolve: ({ outputTokens }) => outputTokens,
  }),
  images: t.field({ type: 'SafeInt', description: 'Images that were made.', resolve: ({ images }) => images }),
});

export const CostGroupType = builder.objectRef<CostGroup>('CostGroup').implement({
  description: 'What calls of models took that have something in common.',
  fields: (t) => ({
    key: t.exposeString('key', {
      nullable: true,
      description:
        'What they have in common: the day (`2026-12-31`), the workflow, the model, the label as `key=value`, or the step; null: none.',
    }),
    ...sumFields(t as unknown as SumFields),
  }),
});

export const RunCostType = builder.objectRef<RunCost>('RunCost').implement({
  description: 'What the calls of models of a run took, with those of the runs that it has started.',
  fields: (t) => ({
    ...sumFields(t as unknown as SumFields),
    byModel: t.field({ type: [CostGroupType], description: 'Dearest first.', resolve: ({ byModel }) => byModel }),
    byStep: t.field({ type: [CostGroupType], description: 'Dearest first.', resolve: ({ byStep }) => byStep }),
  }),
});
