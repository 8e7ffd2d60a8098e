import { batchName, type BatchSelection } from '../../workers/kit/batch/contract.ts';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { InvalidInputError, RunAlreadyExistsError } from '../../src/errors.ts';
import { inputsOf, selectableOf, type Selectable } from '../../src/services/batches/selectable.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { nameRunType } from '../run/interface.ts';
import { inputType, type InputType } from '../from-zod/input.ts';
import { outputType } from '../from-zod/output.ts';
import { pascal } from '../from-zod/shape.ts';
import { BatchOptions } from './options.ts';
import { BatchRun } from './run.ts';

/** What a batch was asked to work on: one of the two. */
interface BatchInput {
  inputs?: readonly Record<string, unknown>[] | null;
  select?: Record<string, unknown> | null;
}

/** The batch mutation of one contract. `input` is the type of its single inputs. */
export function addBatch(contract: WorkflowContract, input: InputType) {
  const name = pascal(contract.name);
  const selectable = selectableOf(contract);
  const selectType = selectable && addSelectTypes(contract, selectable);
  const type = batchName(contract.name);
  nameRunType(type, BatchRun.name);
  const batchInput = builder.inputType(`${name}BatchInput`, {
    isOneOf: true,
    description: 'What to work on.',
    fields: (t) => ({
      inputs: t.field({
        type: [input.ref],
        description: 'One for each item, at most 10,000. The same work is done once, however often it is in the list.',
      }),
      ...(selectType && {
        select: t.field({ type: selectType.ref, description: 'Or stored objects, an item for each.' }),
      }),
    }),
  });
  builder.mutationField(`start${name}Batch`, (t) =>
    t.field({
      type: BatchRun,
      description: `For many inputs at once: ${contract.description} What has been done before is skipped.`,
      extensions: cost.start,
      errors: { types: [InvalidInputError, RunAlreadyExistsError] },
      args: {
        input: t.arg({ type: batchInput, required: true, description: 'What to work on.' }),
        options: t.arg({ type: BatchOptions, required: false, description: 'How to go about it.' }),
      },
      resolve: async (_root, args, { services: { batches, runs } }) => {
        const { inputs, select } = args.input as BatchInput;
        const start = async (values: readonly unknown[], pathOf: (index: number) => string[]) =>
          runs.started(await batches.start(contract, values, args.options ?? {}, pathOf), type);
        if (!select || !selectable || !selectType) {
          return start((inputs ?? []).map(input.toValue), (index) => ['inputs', String(index)]);
        }
        const { settings, ...where } = selectType.toValue(select) as BatchSelection;
        const values = inputsOf(selectable, settings, await batches.select(where));
        return start(values, () => ['select', 'settings']);
      },
    }),
  );
}

/** The types of what is selected, the same for a batch that starts now and for one that a schedule starts. */
function addSelectTypes(contract: WorkflowContract, { settings, select }: Selectable): InputType {
  const name = pascal(contract.name);
  const ofSettings = { name: `${name}Settings`, parent: name, path: `${contract.name}.input` };
  const ofSelect = { ...ofSettings, name: `${name}Select` };
  // The settings first, so that what is in them is named as in the input of a single run.
  if (settings) {
    inputType(settings, ofSettings);
    outputType(settings, ofSettings);
  }
  outputType(select, ofSelect);
  return inputType(select, ofSelect);
}
