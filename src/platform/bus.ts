/** Heartbeats on their way from an activity to whoever watches its run. May lose messages; must never block. */
export interface Bus {
  /** False when nothing can be heard from other processes: readers must then poll, workers beat faster. */
  readonly reaches: 'process' | 'nobody';
  publish(topic: string, message: unknown): void;
  /** Returns the function that ends the subscription. */
  subscribe(topic: string, receive: (message: unknown) => void): () => void;
}

/** Joins API and worker when they share a process (`RUN_MODE=all`). */
export function createProcessBus(): Bus {
  const receivers = new Map<string, Set<(message: unknown) => void>>();
  return {
    reaches: 'process',
    publish(topic, message) {
      for (const receive of receivers.get(topic) ?? []) receive(message);
    },
    subscribe(topic, receive) {
      const set = receivers.get(topic) ?? new Set();
      receivers.set(topic, set.add(receive));
      return () => {
        set.delete(receive);
        if (set.size === 0) receivers.delete(topic);
      };
    },
  };
}

/** Stands in where API and worker are separate processes: progress then comes from Temporal alone. */
export const silentBus: Bus = {
  reaches: 'nobody',
  publish: () => undefined,
  subscribe: () => () => undefined,
};
