import type { Sample } from '../../platform/metrics/metrics.ts';
import type { QueueState, TaskQueues } from '../progress/task-queues.ts';
import { kindsOf, type TaskKind } from '../workers/task-queue.ts';

interface Queue {
  name: string;
  runsWorkflows: boolean;
}

/** What waits in each task queue, and whether somebody takes it. */
export function queueStates(taskQueues: TaskQueues, queues: readonly Queue[]) {
  const kinds = queues.flatMap((queue) => kindsOf(queue).map((kind) => ({ name: queue.name, kind })));
  const each = (value: (state: QueueState) => number) => (): Promise<Sample<'queue' | 'kind'>[]> =>
    Promise.all(kinds.map(async ({ name, kind }) => sampleOf(name, kind, value(await taskQueues.state(name, kind)))));
  return { backlog: each(({ backlog }) => backlog), served: each(({ workers }) => (workers ? 1 : 0)) };
}

const sampleOf = (queue: string, kind: TaskKind, value: number) => ({
  labels: { queue, kind: kind.toLowerCase() },
  value,
});
