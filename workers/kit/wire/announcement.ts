import * as z from 'zod';

/** What a worker process says on the bus every few seconds: that it is there, and for which task queues. */
export const workerAnnouncement = z.object({ queues: z.array(z.string()) });
export type WorkerAnnouncement = z.output<typeof workerAnnouncement>;

/** Milliseconds between two announcements. */
export const announcementIntervalMs = 5000;

export const workersTopic = (namespace: string) => `workers:${namespace}`;
