import * as z from 'zod';

/** Header that tells activities and children what calls of models are counted for; left out where it says nothing. */
export const accountHeader = 'tempograph-account';

/** The highest cap, in US dollars: sums of more would not fit into whole numbers of millionths for ever. */
export const mostCostUsd = 1_000_000;

/** What a run may cost, with all that it starts. */
export const costCap = z.object({
  maxCostUsd: z.number().min(0),
  /** What becomes of a call that would cost more: the run fails, or a person is asked. */
  onMaxCost: z.enum(['FAIL', 'ASK']),
});
export type CostCap = z.output<typeof costCap>;

/** Memo that a run is started with when it was given a cap. */
export const capMemoKey = 'tempographCap';

export const account = z.object({
  /** Labels of the run and of those above it, as Temporal stores them. */
  labels: z.array(z.string()).default([]),
  /** First execution run ids of the runs above it. */
  parents: z.array(z.string()).default([]),
  /** The execution that this one was continued from; a reset has the same. */
  link: z.string().default(''),
  /** Id of the activity call that this one repeats after a limit was raised; empty: it repeats none. */
  task: z.string().default(''),
  /** The cap that holds, and the first execution run id of the run that it was given to. */
  cap: costCap.extend({ run: z.string() }).nullable().default(null),
});
export type Account = z.output<typeof account>;

export const noAccount: Account = { labels: [], parents: [], link: '', task: '', cap: null };
