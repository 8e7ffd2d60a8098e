import type { SchemaTypes } from '../builder.ts';
import type { Run } from '../../src/services/runs/run.ts';
import { cost } from '../cost.ts';
import { RunConnection } from '../run/connection.ts';
import { pageArgs, pageSize } from '../page.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

const nothingYet = { done: 0, failed: 0, skipped: 0 };

interface Words {
  /** What is counted. */
  parts: string;
  /** What their number is. */
  total: string;
  /** What makes a part one that has failed. */
  failed: string;
  /** What is among the children, and what is not. */
  failures: string;
}

/** The fields of runs that count their parts. Before the first count, the input says how many there are. */
export function countedFields(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Run>,
  { parts, total, failed, failures }: Words,
  planned: (run: Run) => Promise<number>,
) {
  const countsOf = async (run: Run) => (await run.snapshot()).counts ?? { ...nothingYet, total: await planned(run) };
  return {
    total: t.int({ description: total, resolve: async (run) => (await countsOf(run)).total }),
    done: t.int({
      description: `${parts} that are done, those skipped included. Of many, it moves a hundredth at a time.`,
      resolve: async (run) => (await countsOf(run)).done,
    }),
    skipped: t.int({
      description: `${parts} that had been done before, so they were not done again.`,
      resolve: async (run) => (await countsOf(run)).skipped,
    }),
    failed: t.int({ description: `${parts} that ${failed}.`, resolve: async (run) => (await countsOf(run)).failed }),
    failures: t.field({
      type: RunConnection,
      description: failures,
      extensions: cost.list,
      args: pageArgs,
      resolve: (run, args, { services }) => services.runs.failures(run, pageSize(args.first), args.after),
    }),
  };
}
