import type { Log } from '../log.ts';

export type Receive = (message: unknown) => void;

/** Who listens to which topic. What one of them throws reaches neither who speaks nor the others. */
export function createReceivers(log: Log) {
  const receivers = new Map<string, Set<Receive>>();
  return {
    deliver(topic: string, message: unknown): void {
      for (const receive of receivers.get(topic) ?? []) {
        try {
          receive(message);
        } catch (error) {
          log.error({ err: error, topic }, 'a message of the bus could not be taken');
        }
      }
    },
    add(topic: string, receive: Receive): () => void {
      const set = receivers.get(topic) ?? new Set();
      receivers.set(topic, set.add(receive));
      return () => {
        set.delete(receive);
        if (set.size === 0 && receivers.get(topic) === set) receivers.delete(topic);
      };
    },
  };
}
