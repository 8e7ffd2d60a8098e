import * as z from 'zod';

/** Said on the bus when a run is about to change: that it starts, enters a step, ends. What is true, Temporal knows. */
export const runHint = z.object({
  workflowId: z.string(),
  /** First execution run id. */
  first: z.string(),
  /** Known to be started by another run. */
  child: z.boolean(),
});
export type RunHint = z.output<typeof runHint>;

export const runsTopic = (namespace: string) => `runs:${namespace}`;
