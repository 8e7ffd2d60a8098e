import { announcementIntervalMs } from '../../../workers/kit/wire/announcement.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { sleep } from '../../platform/sleep.ts';
import type { Workers, WorkerSeen } from '../workers/workers.ts';

const slackMs = 2000;
const lookMs = 100;
const longestMs = 10_000;
/** A bus that is not connected by then will not be. */
const connectMs = 2000;

/** The workers that announce themselves. */
export interface Heard {
  list: WorkerSeen[];
  /** Whether a worker that polls a queue, would be heard, and is not among them is gone. */
  tellsAll(queue: string): boolean;
}

/** Makes what listens until every worker has had its turn, which a process that has just begun has to wait for. */
export function createHeard(workers: Workers, bus: Bus) {
  const subscribed = performance.now();
  const hasListened = () => {
    const since = bus.heardSince();
    return since !== null && performance.now() - Math.max(since, subscribed) > announcementIntervalMs + slackMs;
  };
  return async (signal: AbortSignal): Promise<Heard> => {
    const begun = performance.now();
    const isWorthIt = () => performance.now() - begun < (bus.heardSince() === null ? connectMs : longestMs);
    while (bus.carries && !hasListened() && !signal.aborted && isWorthIt()) await sleep(lookMs, signal);
    const list = workers.list();
    // Where nobody was ever heard, workers may have no bus, or another one.
    const tellsAll = (queue: string) => hasListened() && (list.length > 0 || workers.serves(queue) === false);
    return { list, tellsAll };
  };
}
export type AskHeard = ReturnType<typeof createHeard>;
