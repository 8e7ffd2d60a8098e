import type { Log } from '../log.ts';
import type { Bus } from './bus.ts';
import { createReceivers } from './receivers.ts';

/** Joins API and worker when they share a process (`RUN_MODE=all`). */
export function createProcessBus(log: Log): Bus {
  const receivers = createReceivers(log);
  const begun = performance.now();
  return {
    carries: true,
    isShared: false,
    publish: (topic, _sender, message) => receivers.deliver(topic, message),
    subscribe: receivers.add,
    heardSince: () => begun,
    close: () => Promise.resolve(),
  };
}
