import type { Temporal } from '../../platform/temporal.ts';
import { createRecent } from '../recent.ts';
import { timestamp } from '../runs/timestamp.ts';
import type { Workers } from '../workers/workers.ts';

export type TaskKind = 'WORKFLOW' | 'ACTIVITY';

export interface QueueState {
  /** Whether there are workers, as far as one can tell. */
  workers: boolean;
  /** Tasks that wait for one, about. */
  backlog: number;
}

/** Any worker polls once a minute at least; the server remembers when. */
const polledMs = 70_000;
/** A queue is asked about at most this often. */
const freshMs = 5000;
const numbers: Record<TaskKind, number> = { WORKFLOW: 1, ACTIVITY: 2 }; // temporal.api.enums.v1.TaskQueueType

/** Which task queues have workers: from their announcements on the bus, and for others from Temporal. */
export function createTaskQueues(temporal: Temporal, workers: Workers) {
  const recent = createRecent(freshMs);

  async function ask(name: string, kind: TaskKind): Promise<QueueState> {
    const { namespace, service } = temporal;
    const { pollers, stats } = await temporal.call(() =>
      service.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: numbers[kind], reportStats: true }),
    );
    const last = Math.max(0, ...(pollers ?? []).map((poller) => timestamp(poller.lastAccessTime)?.getTime() ?? 0));
    return {
      workers: workers.serves(name) ?? Date.now() - last < polledMs,
      backlog: Number(stats?.approximateBacklogCount ?? 0),
    };
  }

  return {
    state: (name: string, kind: TaskKind): Promise<QueueState> => recent.ask(`${kind} ${name}`, () => ask(name, kind)),
  };
}
export type TaskQueues = ReturnType<typeof createTaskQueues>;
