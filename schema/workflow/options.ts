import { builder, type SchemaTypes } from '../builder.ts';
import { OnLimit } from '../budget/types.ts';
import { LabelInput } from '../run/queries.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  'InputObject'
>;

/** Choices about a start, whatever is started. */
export const commonOptions = (t: InputFields) => ({
  startDelay: t.int({
    description: 'Seconds before the work begins, at most 30 days. It counts as running meanwhile.',
  }),
  priority: t.int({ description: 'Who goes first where runs wait for a worker: 1 (first) to 5 (last). Default: 3.' }),
  maxCostUsd: t.float({
    description:
      'What its calls of models may cost, with those of all that it starts, in US dollars. Default: only budgets limit it.',
  }),
  onMaxCost: t.field({ type: OnLimit, description: 'What becomes of it at `maxCostUsd`. Default: FAIL.' }),
  labels: t.field({ type: [LabelInput], description: 'Marks to find the run by, at most 20.' }),
});

export const StartOptions = builder.inputType('StartOptions', {
  description: "Choices about a start that are not the workflow's input.",
  fields: (t) => ({
    id: t.string({
      description: 'Workflow id. By default the same input has the same id, so the same work is not done twice.',
    }),
    rerun: t.boolean({ description: 'Start again although the same work has been done; never while it is running.' }),
    ...commonOptions(t),
  }),
});
