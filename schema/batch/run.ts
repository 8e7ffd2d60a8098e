import { batch, itemWorkflow } from '../../workers/kit/batch-contract.ts';
import type { Run } from '../../src/services/runs/run.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunConnection } from '../run/connection.ts';
import { pageArgs, pageSize } from '../run/page.ts';
import { NodeInterface, RunInterface } from '../run/interface.ts';

const nothingYet = { done: 0, failed: 0, skipped: 0, total: 0 };

/** The items counted so far; before the first count the input says how many there are, if they were known then. */
async function countsOf(run: Run) {
  const { counts } = await run.snapshot();
  if (counts) return counts;
  const input = batch.input.safeParse(await run.input()).data;
  return { ...nothingYet, total: input && 'manifest' in input ? input.manifest.items : 0 };
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
    total: t.int({
      description: 'Items in the batch; 0 until a batch that selects them itself has done so.',
      resolve: async (run) => (await countsOf(run)).total,
    }),
    done: t.int({
      description: 'Items that are done, those skipped included. Of many items, it moves a hundredth at a time.',
      resolve: async (run) => (await countsOf(run)).done,
    }),
    skipped: t.int({
      description: 'Items that had been done before, so they were not done again.',
      resolve: async (run) => (await countsOf(run)).skipped,
    }),
    failed: t.int({
      description: 'Items that failed, or were cancelled by themselves.',
      resolve: async (run) => (await countsOf(run)).failed,
    }),
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
    failures: t.field({
      type: RunConnection,
      description:
        'The items that failed or were cancelled, newest first. Items that another run did are not among them.',
      extensions: cost.list,
      args: pageArgs,
      resolve: (run, args, { services }) => services.runs.failures(run, pageSize(args.first), args.after),
    }),
  }),
});
