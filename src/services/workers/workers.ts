import { workerAnnouncement, workersTopic, type WorkerAnnouncement } from '../../../workers/kit/wire/announcement.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';

/** A worker process that was heard of late. */
export interface WorkerSeen extends Omit<WorkerAnnouncement, 'startedAt'> {
  startedAt: Date;
  /** How long ago it was heard, in milliseconds. */
  heardAgoMs: number;
}

/** Workers announce themselves every 5 s; who has missed two is gone. */
const goneMs = 12_000;
/** Workers and queues that are remembered. */
const most = 1000;

/** Which worker processes there are in a namespace, by what they announce on the bus. */
export function createWorkers(bus: Bus, namespace: string) {
  const heard = createBoundedMap<string, { at: number; announcement: WorkerAnnouncement }>(most);
  const everServed = createBoundedMap<string, true>(most);
  bus.subscribe(workersTopic(namespace), (message) => {
    const { data } = workerAnnouncement.safeParse(message);
    if (!data) return;
    heard.set(data.worker, { at: performance.now(), announcement: data });
    for (const { name } of data.queues) everServed.set(name, true);
  });
  const there = (now: number) =>
    heard.values().filter(({ at, announcement }) => now - at < goneMs && announcement.queues.length > 0);
  const isComplete = () => {
    const since = bus.heardSince();
    return since !== null && performance.now() - since >= goneMs;
  };

  return {
    /** Those that are there, by host and age. One that was killed is listed for 12 s more. */
    list(): WorkerSeen[] {
      const now = performance.now();
      return there(now)
        .map(({ at, announcement: { startedAt, ...said } }) => ({
          ...said,
          startedAt: new Date(startedAt),
          heardAgoMs: Math.round(now - at),
        }))
        .toSorted((a, b) => a.host.localeCompare(b.host) || a.startedAt.getTime() - b.startedAt.getTime());
    },
    /** Whether who is not listed is not there: without a bus, and until it was heard for 12 s, that cannot be told. */
    isComplete,
    /** Whether a queue has workers; null when what was heard does not tell. */
    serves(queue: string): boolean | null {
      if (!everServed.get(queue)) return null; // its workers may be foreign, and announce nothing
      if (there(performance.now()).some(({ announcement }) => announcement.queues.some(({ name }) => name === queue)))
        return true;
      return isComplete() ? false : null;
    },
  };
}
export type Workers = ReturnType<typeof createWorkers>;
