import type { Temporal } from '../../platform/temporal.ts';
import { createRecent } from '../recent.ts';
import { describeTaskQueue, isThere, pollersElsewhere, type TaskKind } from '../workers/task-queue.ts';
import type { Workers } from '../workers/workers.ts';

export interface QueueState {
  /** Whether there are workers, as far as one can tell. */
  workers: boolean;
  /** Tasks that wait for one, about. */
  backlog: number;
}

/** A queue is asked about at most this often. */
const freshMs = 5000;

/** Which task queues have workers: from their announcements on the bus, and for others from Temporal. */
export function createTaskQueues(temporal: Temporal, workers: Workers) {
  const recent = createRecent(freshMs);

  async function ask(name: string, kind: TaskKind): Promise<QueueState> {
    const { pollers, stats } = await describeTaskQueue(temporal, name, kind);
    const polled = async () =>
      (pollers ?? []).some(isThere) || (await pollersElsewhere(temporal, name, kind)).some(isThere);
    return {
      workers: workers.serves(name) ?? (await polled()),
      backlog: Number(stats?.approximateBacklogCount ?? 0),
    };
  }

  return {
    state: (name: string, kind: TaskKind): Promise<QueueState> => recent.ask(`${kind} ${name}`, () => ask(name, kind)),
  };
}
export type TaskQueues = ReturnType<typeof createTaskQueues>;
