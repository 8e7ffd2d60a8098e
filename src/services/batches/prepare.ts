import type { SelectingBatch, StoredBatch } from '../../../workers/kit/batch/contract.ts';
import type { Reuse, WorkflowContract } from '../../../workers/kit/contract.ts';
import { InvalidInputError } from '../../errors.ts';
import type { Storage } from '../../platform/storage.ts';
import { check, issuesOf } from '../parse-input.ts';
import { toItems } from './items.ts';
import { storeManifest } from './manifest.ts';
import { inSelect, selectObjects, type SelectOptions } from './select.ts';
import { inputsOf, selectableOf } from './selectable.ts';

/** Also work that may be done any number of times is done once by a batch that is started again to be finished. */
const redo: Record<Reuse, 'NEVER' | 'FAILED'> = {
  rejectDuplicate: 'NEVER',
  allowAfterFailure: 'FAILED',
  allowDuplicate: 'FAILED',
};

/** Checks inputs and stores them as the items of a batch. Throws InvalidInputError, with `pathOf` as the way to an input. */
export const prepareInputs = async (
  storage: Storage,
  contract: WorkflowContract,
  inputs: readonly unknown[],
  rerun: boolean,
  pathOf: (index: number) => string[],
): Promise<StoredBatch> => ({
  manifest: await storeManifest(storage, contract.name, await toItems(contract, inputs, pathOf)),
  redo: rerun ? 'ALWAYS' : redo[contract.reuse],
});

/** The same for what can be selected now, be it nothing. Throws InvalidInputError, or SelectionError. */
export async function prepareSelected(
  storage: Storage,
  contract: WorkflowContract,
  { select, rerun }: Pick<SelectingBatch, 'select' | 'rerun'>,
  options: SelectOptions,
): Promise<StoredBatch> {
  const selectable = selectableOf(contract);
  const issues = selectable
    ? issuesOf(check(selectable.select, select).error)
    : [{ path: [], message: `The inputs of ${contract.name} cannot be selected.` }];
  if (!selectable || issues.length > 0) throw new InvalidInputError(issues.map(inSelect));
  const { objects } = await selectObjects(storage, select, options);
  const inputs = inputsOf(selectable, select.settings, objects);
  return prepareInputs(storage, contract, inputs, rerun, () => ['select', 'settings']);
}
