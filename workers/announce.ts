import type { Worker } from '@temporalio/worker';
import type { Bus } from '../src/platform/bus/bus.ts';
import { announcementIntervalMs, workersTopic, type WorkerAnnouncement } from './kit/wire/announcement.ts';
import { workflowsAtOnce, type ServedQueue } from './queues.ts';

/** One worker of Temporal's, and the queue it polls. */
export interface QueueWorker {
  queue: ServedQueue;
  worker: Worker;
}

/** Says on the bus that these workers are there, until told to take their leave. */
export function announce(
  bus: Bus,
  namespace: string,
  process: Omit<WorkerAnnouncement, 'queues'>,
  workers: readonly QueueWorker[],
): () => void {
  const say = (queues: WorkerAnnouncement['queues']) =>
    bus.publish(workersTopic(namespace), process.worker, { ...process, queues } satisfies WorkerAnnouncement);
  const sayAll = () => say(workers.map(occupancy));
  const timer = setInterval(sayAll, announcementIntervalMs);
  sayAll();
  return () => {
    clearInterval(timer);
    say([]);
  };
}

function occupancy({ queue: { name, atOnce, runsWorkflows }, worker }: QueueWorker) {
  const { numInFlightNonLocalActivities, numInFlightWorkflowActivations } = worker.getStatus();
  return {
    name,
    activities: places(numInFlightNonLocalActivities, atOnce),
    workflows: runsWorkflows ? places(numInFlightWorkflowActivations, workflowsAtOnce) : null,
  };
}

const places = (used: number, most: number) => ({ used, free: Math.max(0, most - used) });
