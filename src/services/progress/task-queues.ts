import type { Bus } from '../../platform/bus/bus.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { workersTopic, workerAnnouncement } from '../../../workers/kit/wire/announcement.ts';
import { createBoundedMap } from '../bounded-map.ts';
import { createRecent } from '../recent.ts';
import { timestamp } from '../runs/timestamp.ts';

export type TaskKind = 'WORKFLOW' | 'ACTIVITY';

export interface QueueState {
  /** Whether there are workers, as far as one can tell. */
  workers: boolean;
  /** Tasks that wait for one, about. */
  backlog: number;
}

/** Our workers announce themselves every 5 s; who has missed two is gone. */
const announcedMs = 12_000;
/** Any worker polls once a minute at least; the server remembers when. */
const polledMs = 70_000;
/** A queue is asked about at most this often. */
const freshMs = 5000;
/** Queues whose announcements are remembered. */
const mostHeard = 1000;
const numbers: Record<TaskKind, number> = { WORKFLOW: 1, ACTIVITY: 2 }; // temporal.api.enums.v1.TaskQueueType

/** Which task queues have workers: from their announcements on the bus, and for others from Temporal. */
export function createTaskQueues(temporal: Temporal, bus: Bus) {
  const heard = createBoundedMap<string, number>(mostHeard);
  const recent = createRecent(freshMs);
  bus.subscribe(workersTopic(temporal.namespace), (message) => {
    const parsed = workerAnnouncement.safeParse(message);
    if (parsed.success) for (const queue of parsed.data.queues) heard.set(queue, performance.now());
  });

  async function ask(name: string, kind: TaskKind): Promise<QueueState> {
    const { namespace, service } = temporal;
    const { pollers, stats } = await temporal.call(() =>
      service.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: numbers[kind], reportStats: true }),
    );
    const last = Math.max(0, ...(pollers ?? []).map((poller) => timestamp(poller.lastAccessTime)?.getTime() ?? 0));
    return {
      workers: announced(heard.get(name), bus.heardSince(), performance.now()) ?? Date.now() - last < polledMs,
      backlog: Number(stats?.approximateBacklogCount ?? 0),
    };
  }

  return {
    state: (name: string, kind: TaskKind): Promise<QueueState> => recent.ask(`${kind} ${name}`, () => ask(name, kind)),
  };
}
export type TaskQueues = ReturnType<typeof createTaskQueues>;

/**
 * Whether a queue has workers, by what they announced last; null when that says nothing: they never did, or the bus has
 * not been heard for as long as it takes them to do it again.
 */
export function announced(at: number | undefined, heardSince: number | null, now: number): boolean | null {
  if (at === undefined) return null;
  if (now - at < announcedMs) return true;
  return heardSince !== null && now - heardSince >= announcedMs ? false : null;
}
