import * as z from 'zod';

/** Places for work: how many are taken, and how many more could be. */
const places = z.object({ used: z.int().min(0), free: z.int().min(0) });

/** What a worker process says on the bus every few seconds: that it is there, what code it runs, and how busy it is. */
export const workerAnnouncement = z.object({
  /** As Temporal knows it, in lists of pollers and in histories; no other process ever has the same. */
  worker: z.string().min(1).max(200),
  host: z.string().max(255),
  pid: z.int(),
  /** Tells versions of the code apart. */
  buildId: z.string().max(200),
  /** Milliseconds since 1970, on the worker's clock. */
  startedAt: z.number().min(0).max(8.64e15),
  /** What it polls; none when it is about to end. */
  queues: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        /** At a time; where memory is limited too, fewer than these may be free. */
        activities: places,
        /** Null: no workflow has this queue, only activities. */
        workflows: places.nullable(),
      }),
    )
    .max(50),
});
export type WorkerAnnouncement = z.output<typeof workerAnnouncement>;

/** Milliseconds between two announcements. */
export const announcementIntervalMs = 5000;

export const workersTopic = (namespace: string) => `workers:${namespace}`;

/** What our workers call their deployment: those whose announcements other processes hear, and the rest, whose silence says nothing. */
export const deployments = { heard: 'tempograph', unheard: 'tempograph-unheard' };
