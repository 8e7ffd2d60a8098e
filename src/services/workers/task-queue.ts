import type { temporal as proto } from '@temporalio/proto';
import { invalidReason, type Temporal } from '../../platform/temporal.ts';
import { timestamp } from '../runs/timestamp.ts';

export type TaskKind = 'WORKFLOW' | 'ACTIVITY';
type Poller = proto.api.taskqueue.v1.IPollerInfo;

const numbers: Record<TaskKind, number> = { WORKFLOW: 1, ACTIVITY: 2 }; // temporal.api.enums.v1.TaskQueueType
/** Any worker polls once a minute at least; the server remembers when. */
const polledMs = 70_000;
/** Partitions that a task queue has by default, besides its root. */
const others = [1, 2, 3];

/** The kinds of tasks that a queue has. */
export const kindsOf = ({ runsWorkflows }: { runsWorkflows: boolean }): readonly TaskKind[] =>
  runsWorkflows ? ['WORKFLOW', 'ACTIVITY'] : ['ACTIVITY'];

/** What waits in a queue, and who polls it as far as its root partition knows: of the others that hears within a minute. */
export const describeTaskQueue = (
  { service, namespace, call }: Temporal,
  name: string,
  kind: TaskKind,
  signal?: AbortSignal,
) =>
  call(
    () =>
      service.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: numbers[kind], reportStats: true }),
    { signal },
  );

/** Who polls the partitions of a queue besides the root. The server lists the pollers of one partition at a time. */
export async function pollersElsewhere(
  { service, namespace, call }: Temporal,
  name: string,
  kind: TaskKind,
  signal?: AbortSignal,
): Promise<Poller[]> {
  const found: Poller[] = [];
  // One after the other, as whoever asks may ask about many queues at once.
  for (const number of others) {
    const taskQueue = { name: `/_sys/${name}/${number}` };
    try {
      const { pollers } = await call(
        () => service.describeTaskQueue({ namespace, taskQueue, taskQueueType: numbers[kind] }),
        { signal },
      );
      found.push(...(pollers ?? []));
    } catch (error) {
      if (invalidReason(error) === null) throw error; // else a server that does not let us ask for partitions
    }
  }
  return found;
}

/** Whether somebody who has polled is still there. */
export const isThere = ({ lastAccessTime }: Poller): boolean =>
  Date.now() - (timestamp(lastAccessTime)?.getTime() ?? 0) < polledMs;
