import { batch, itemWorkflow } from '../../workers/kit/batch/contract.ts';
import type { Run } from '../../src/services/runs/run.ts';
import { builder } from '../builder.ts';
import { NodeInterface, RunInterface } from '../run/interface.ts';
import { countedFields } from './counted-fields.ts';

const words = {
  parts: 'Items',
  total: 'Items in the batch; 0 until a batch that selects them itself has done so.',
  failed: 'failed, or were cancelled by themselves',
  failures: 'The items that failed or were cancelled, newest first. Items that another run did are not among them.',
};

/** As many items as the input says that there are, if they were known when it was written. */
async function planned(run: Run): Promise<number> {
  const input = batch.input.safeParse(await run.input()).data;
  return input && 'manifest' in input ? input.manifest.items : 0;
}

export const BatchRun = builder.objectRef<Run>('BatchRun').implement({
  description:
    'A batch: the same kind of work on many inputs. Its children are the runs it started for its items. Its `workflow` is that of ' +
    'the items with `Batch` behind it.',
  interfaces: [RunInterface, NodeInterface],
  fields: (t) => ({
    itemWorkflow: t.string({
      description: 'The workflow that does each item.',
      resolve: ({ workflow }) => itemWorkflow(workflow),
    }),
    ...countedFields(t, words, planned),
    secondsPerItem: t.float({
      nullable: true,
      description: 'Seconds the batch has taken for each item it ran, several at a time; null before the first.',
      resolve: async (run) => {
        const { counts, progress } = await run.snapshot();
        const ran = counts ? counts.done + counts.failed - counts.skipped : 0;
        return counts && ran > 0 && progress.updatedAt
          ? (progress.updatedAt.getTime() - counts.since) / 1000 / ran
          : null;
      },
    }),
  }),
});
