import * as z from 'zod';
import { preview } from './preview.ts';

/** How far one activity is, as anyone outside sees it. */
const activityProgress = z.object({
  done: z.number().optional(),
  total: z.number().optional(),
  unit: z.string().optional(),
  message: z.string().optional(),
  detail: z.unknown().optional(),
  /** The newest; one that is none must not cost the rest of what is said. */
  preview: preview.optional().catch(undefined),
});
export type ActivityProgress = z.output<typeof activityProgress>;

/** Milliseconds since 1970, as far as a date goes. */
const moment = z.number().min(0).max(8.64e15);

/** The details of our heartbeats in Temporal: the snapshot for late watchers, and what a repeat starts from. */
export const heartbeatDetails = z.object({
  progress: activityProgress.optional(),
  /** When that was reported: milliseconds since 1970, on the worker's clock, as in the message on the bus. */
  at: moment.optional(),
  checkpoint: z.unknown().optional(),
  /** Failures that earlier attempts reported. */
  failures: z.number().optional(),
});
export type HeartbeatDetails = z.output<typeof heartbeatDetails>;

/** Tells our heartbeats from those of other workers, whose objects would otherwise pass as ours that say nothing. */
export const kitHeartbeat = heartbeatDetails.required({ at: true }).strict();

/** What a worker publishes on the bus, on the topic of the run. */
export const progressMessage = z.object({
  /** The execution the activity belongs to. */
  runId: z.string(),
  activityId: z.string(),
  attempt: z.number(),
  /** Milliseconds since 1970, on the worker's clock. */
  at: moment,
  progress: activityProgress,
});
export type ProgressMessage = z.output<typeof progressMessage>;

export const progressTopic = (firstRunId: string) => `progress:${firstRunId}`;
