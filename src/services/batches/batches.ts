import { batch, batchName, mostAtOnce } from '../../../workers/kit/batch-contract.ts';
import type { Reuse, WorkflowContract } from '../../../workers/kit/contract.ts';
import { InvalidInputError } from '../../errors.ts';
import type { Storage } from '../../platform/storage.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { optionIssues, startWorkflow, type CommonOptions } from '../runs/start.ts';
import type { RunKey } from '../runs/run-id.ts';
import { toItems } from './items.ts';
import { storeManifest } from './manifest.ts';
import { selectObjects, type Selection } from './select.ts';

/** Choices about a batch that are not the input of its items. */
export interface BatchOptions extends CommonOptions {
  /** Items that run at a time. */
  concurrency?: number | null;
  /** What a failed item means for those that have not begun. */
  onFailure?: 'CONTINUE' | 'STOP' | null;
  /** Do also what has been done before. */
  rerun?: boolean | null;
}

const defaultConcurrency = 20;
/** Also work that may be done any number of times is done once by a batch that is started again to be finished. */
const redo: Record<Reuse, 'NEVER' | 'FAILED'> = {
  rejectDuplicate: 'NEVER',
  allowAfterFailure: 'FAILED',
  allowDuplicate: 'FAILED',
};

/** Starts the same kind of work for many inputs at once. */
export function createBatches(temporal: Temporal, storage: Storage) {
  return {
    /** The objects that match now, each in the version it has now. */
    select: (selection: Selection) => selectObjects(storage, selection),

    /**
     * Throws InvalidInputError, with `pathOf` as the way to an input, or RunAlreadyExistsError while the same batch runs.
     */
    async start(
      contract: WorkflowContract,
      inputs: readonly unknown[],
      options: BatchOptions,
      pathOf: (index: number) => string[],
    ): Promise<RunKey> {
      refuse(options);
      const items = await toItems(contract, inputs, pathOf);
      const { name: workflow, taskQueue } = contract;
      const input = {
        workflow,
        taskQueue,
        manifest: await storeManifest(storage, workflow, items),
        concurrency: options.concurrency ?? defaultConcurrency,
        onFailure: options.onFailure ?? 'CONTINUE',
        redo: options.rerun ? ('ALWAYS' as const) : redo[contract.reuse],
      };
      const workflowId = batch.workflowId(input);
      const { reuse } = batch;
      return startWorkflow(temporal, { type: batchName(workflow), input, taskQueue, workflowId, reuse }, options);
    },
  };
}
export type Batches = ReturnType<typeof createBatches>;

function refuse(options: BatchOptions) {
  const { concurrency } = options;
  const issues = optionIssues(options);
  if (concurrency != null && (concurrency < 1 || concurrency > mostAtOnce)) {
    issues.push({ path: ['options', 'concurrency'], message: `Must be 1 to ${mostAtOnce}.` });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}
