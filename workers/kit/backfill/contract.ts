import * as z from 'zod';
import { batch, manifest, mostItems } from '../batch/contract.ts';
import { defineActivity, defineWorkflow } from '../contract.ts';
import { runCounts } from '../wire/memo.ts';

/** Most times of one backfill. */
export const mostTimes = mostItems;
/** Most times of a backfill that run at a time; so many are claimed at once. */
export const mostTimesAtOnce = 50;

/** When a schedule is due, without its jitter, as it is in the ids of its runs: `2026-03-28T08:00:00Z`. */
export const nominalTime = (time: Date) => time.toISOString().replace(/\.\d+Z$/, 'Z');
const times = z.array(z.string());

/** The workflow id of what a schedule runs at a nominal time: the one that Temporal itself makes. */
export const runIdAt = (workflowId: string, time: string) => `${workflowId}-${time}`;

/** What a schedule starts, as its own runs are started. */
const scheduledAction = z.object({
  workflow: z.string(),
  taskQueue: z.string(),
  /** What the ids of its runs begin with. */
  workflowId: z.string(),
  args: z.array(z.unknown()),
  memo: z.record(z.string(), z.unknown()),
  searchAttributes: z.record(z.string(), z.array(z.string())),
});
export type BackfillAction = z.output<typeof scheduledAction>;

/**
 * What becomes of a time: this backfill is to run it, another backfill is about to, there is a run already, or nobody can
 * know (any more) whether there was one.
 */
const claims = ['CLAIMED', 'TAKEN', 'DONE', 'UNKNOWN'] as const;
export type Claim = (typeof claims)[number];

/** The Temporal workflow type of the backfills of what a schedule starts. */
export const backfillName = (workflow: string) => `${workflow}Backfill`;
export const isBackfillName = (type: string) => /.Backfill$/.test(type);

/** Whose times an activity is about. */
const owner = z.object({
  schedule: z.string(),
  /** What the ids of its runs begin with. */
  workflowId: z.string(),
  /** When there was first a schedule of that name. */
  firstUsed: z.string(),
  /** The backfill. */
  claimer: z.object({ workflowId: z.string(), first: z.string() }),
});
export type TimesOwner = z.output<typeof owner>;

/** The one contract of all backfills: what a backfill starts is in its input. */
export const backfill = defineWorkflow({
  name: 'backfill',
  description: 'Runs what a schedule has not run at times that are past.',
  taskQueue: 'media', // of the contract; each backfill runs on the queue of what it starts
  input: z.object({
    schedule: z.string().describe('Name of the schedule.'),
    from: z.string().describe('The first moment.'),
    to: z.string().describe('The last moment.'),
    firstUsed: z.string().describe('When there was first a schedule of that name.'),
    action: scheduledAction.describe('What it starts.'),
    manifest: manifest.describe('Where the times are stored.'),
    concurrency: z.int32().min(1).max(mostTimesAtOnce).describe('Times that run at a time.'),
    progress: z
      .object({
        page: z.int32(),
        item: z.int32(),
        counts: runCounts,
        unknown: z.int32(),
        /** Times that another backfill is about to run. */
        taken: times,
      })
      .optional()
      .describe('Where an earlier execution of this backfill has stopped.'),
  }),
  result: runCounts.omit({ since: true, unit: true }).extend({
    unknown: z.int32().describe('Of those that failed: times that nobody can know of whether they were run.'),
  }),
  workflowId: ({ schedule, from, to }, { hash }) => `backfill-${hash([schedule, from, to])}`,
  reuse: 'allowDuplicate', // what was run is skipped, so a second backfill finishes the first
  steps: ['items'],
  errors: {
    DATABASE_NEEDED: 'The worker has no database, which says what was run: it needs the DATABASE_URL of the API.',
  },
  activities: {
    page: batch.activities.page,
    claim: defineActivity({
      step: 'items',
      input: z.object({ owner, times, started: times }),
      output: z.object({ claims: z.array(z.enum(claims)) }),
      startToClose: '1 minute',
      heartbeat: '5 seconds', // while it is not known that its worker is dead, nothing else begins
      retry: { attempts: 100 }, // an hour and a half without a database
      repeatable: 'what is claimed stays claimed, and a backfill is told again what it has claimed before',
    }),
    settle: defineActivity({
      step: 'items',
      input: z.object({ owner, started: times, released: times }),
      output: z.object({}),
      startToClose: '1 minute',
      retry: { attempts: 100 }, // an hour and a half without a database
      repeatable: 'what was confirmed or released stays so',
    }),
  },
});
