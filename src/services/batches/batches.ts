import { batch, batchChoices, batchName } from '../../../workers/kit/batch/contract.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { InvalidInputError } from '../../errors.ts';
import type { Storage } from '../../platform/storage.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { check, issuesOf } from '../parse-input.ts';
import { optionIssues, startWorkflow, type CommonOptions } from '../runs/start.ts';
import type { RunKey } from '../runs/run-id.ts';
import { prepareInputs } from './prepare.ts';
import { selectSome } from './select.ts';
import type { Selection } from './selection.ts';

/** Choices about a batch that are not the input of its items. */
export interface BatchOptions extends CommonOptions {
  /** Items that run at a time. */
  concurrency?: number | null;
  /** What a failed item means for those that have not begun. */
  onFailure?: 'CONTINUE' | 'STOP' | null;
  /** Do also what has been done before. */
  rerun?: boolean | null;
}

/** Starts the same kind of work for many inputs at once. */
export function createBatches(temporal: Temporal, storage: Storage) {
  return {
    /** The objects that match now, at least one, each in the version it has now. Throws InvalidInputError. */
    select: (selection: Selection) => selectSome(storage, selection),

    /**
     * Throws InvalidInputError, with `pathOf` as the way to an input, or RunAlreadyExistsError while the same batch runs.
     */
    async start(
      contract: WorkflowContract,
      inputs: readonly unknown[],
      options: BatchOptions,
      pathOf: (index: number) => string[],
    ): Promise<RunKey> {
      const { concurrency, onFailure, rerun } = choicesOf(inputs, options);
      const { name: workflow, taskQueue } = contract;
      const stored = await prepareInputs(storage, contract, inputs, rerun, pathOf);
      const input = { workflow, taskQueue, concurrency, onFailure, ...stored };
      const workflowId = batch.workflowId(input);
      const { reuse } = batch;
      return startWorkflow(temporal, { type: batchName(workflow), input, taskQueue, workflowId, reuse }, options);
    },
  };
}
export type Batches = ReturnType<typeof createBatches>;

/** The choices about a batch, defaults filled in. Throws InvalidInputError. */
function choicesOf(inputs: readonly unknown[], options: BatchOptions) {
  const { concurrency, onFailure, rerun } = options;
  const { data, error } = check(batchChoices, {
    concurrency: concurrency ?? undefined,
    onFailure: onFailure ?? undefined,
    rerun: rerun ?? undefined,
  });
  const issues = [
    ...(inputs.length === 0 ? [{ path: ['inputs'], message: 'There is nothing to do: give at least one input.' }] : []),
    ...optionIssues(options),
    ...issuesOf(error).map(({ path, message }) => ({ path: ['options', ...path], message })),
  ];
  if (!data || issues.length > 0) throw new InvalidInputError(issues);
  return data;
}
