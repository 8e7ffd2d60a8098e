import * as z from 'zod';

/** The signal that brings an answer. */
export const decisionSignal = 'tempograph.decision';

/** How a question was settled, as workflow code is told: by a person, by its deadline, or not at all. */
export const decisionAnswer = z.object({
  /** Of the question, as it was asked by this execution. */
  id: z.string(),
  state: z.enum(['DECIDED', 'EXPIRED', 'CLOSED']),
  choice: z.string().nullable(),
  /** As they were sent; whoever asked parses them. */
  edits: z.unknown().optional(),
  /** Who decided: null when the deadline did. */
  by: z.string().nullable(),
  comment: z.string().nullable(),
});
export type DecisionAnswer = z.output<typeof decisionAnswer>;

/** A question within one execution of a run; asked again, it is the same. */
export const decisionPlace = z.object({
  name: z.string(),
  /** How many of its name this execution has asked before it. */
  sequence: z.int(),
});
export type DecisionPlace = z.output<typeof decisionPlace>;

/** What is asked, and until when. */
export const decisionQuestion = z.object({
  ...decisionPlace.shape,
  question: z.string(),
  choices: z.array(z.string()),
  show: z.record(z.string(), z.unknown()),
  /** ISO 8601. */
  deadline: z.string().nullable(),
  onDeadline: z.string().nullable(),
  /** First run id of the run whose cap this is about: one answer holds for all that runs below it ask. */
  capRun: z.string().nullable().default(null),
  /** Of the run, as Temporal stores them. */
  labels: z.array(z.string()),
});
export type DecisionQuestion = z.output<typeof decisionQuestion>;

/** `show` as JSON is no longer than this many bytes, as it goes through histories. */
export const longestShow = 64 * 1024;

const effort = {
  startToClose: '1 minute',
  retry: { attempts: 1000 }, // most of a day without a database
} as const;

/** The kit's own activities for questions. Registered on every queue. */
export const decisionActivities = {
  open: { ...effort, type: 'tempograph.openDecision', repeatable: 'a question is opened once for each execution' },
  /** Says how a question is settled whose deadline is over; settles it if nobody has. Null: this execution asks no such thing. */
  expire: { ...effort, type: 'tempograph.expireDecision', repeatable: 'what is settled stays as it is' },
  close: { ...effort, type: 'tempograph.closeDecisions', repeatable: 'what is settled stays as it is' },
} as const;

/** Said on the bus when a question was opened or settled. */
export interface DecisionHint {
  id: string;
}

export const decisionsTopic = (namespace: string) => `decisions:${namespace}`;
