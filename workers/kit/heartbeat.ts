import * as z from 'zod';

/** How far one activity is, as anyone outside sees it. */
export const activityProgress = z.object({
  done: z.number().optional(),
  total: z.number().optional(),
  unit: z.string().optional(),
  message: z.string().optional(),
  detail: z.unknown().optional(),
});
export type ActivityProgress = z.output<typeof activityProgress>;

/** The details of our heartbeats in Temporal: the snapshot for late watchers, and what a repeat starts from. */
export const heartbeatDetails = z.object({
  progress: activityProgress.optional(),
  /** When that was reported: milliseconds since 1970, on the worker's clock, as in the message on the bus. */
  at: z.number().optional(),
  checkpoint: z.unknown().optional(),
  /** Failures that earlier attempts reported. */
  failures: z.number().optional(),
});
export type HeartbeatDetails = z.output<typeof heartbeatDetails>;

/** What a worker publishes on the bus, on the topic of the run. */
export const progressMessage = z.object({
  activityId: z.string(),
  attempt: z.number(),
  /** Milliseconds since 1970, on the worker's clock. */
  at: z.number(),
  progress: activityProgress,
});
export type ProgressMessage = z.output<typeof progressMessage>;

export const progressTopic = (firstRunId: string) => `progress:${firstRunId}`;
