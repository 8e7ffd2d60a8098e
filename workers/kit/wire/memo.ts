import * as z from 'zod';

/** The memo that every run carries, so that lists can show progress without asking for each run's history. */
export const memoKey = 'tempograph';

/** How many of the parts that a step has planned are over. */
export const runCounts = z.object({
  total: z.int32().describe('Parts planned.'),
  done: z.int32().describe('Parts that are done, those included that were done before.'),
  skipped: z.int32().describe('Parts that were done before, and not again.'),
  failed: z.int32().describe('Parts that failed.'),
  since: z.number().describe('When they were planned: milliseconds since 1970.'),
  unit: z
    .string()
    .optional()
    .describe(
      'What is counted, where it is what the activities of the step count, too: those that run are then added.',
    ),
});
export type RunCounts = z.output<typeof runCounts>;

export interface RunMemo {
  /** First execution run id: the same for the whole chain of a run. */
  first: string;
  /** The step the run is in. */
  step?: string;
  /** Of a step that has planned its parts. */
  counts?: RunCounts;
  /** When it counted last: milliseconds since 1970. */
  countedAt?: number;
}

/** Header that carries the first execution run id to every activity and child. */
export const runHeader = 'tempograph-run';
