export type Receive = (message: unknown) => void;

/** Who listens to which topic. */
export function createReceivers() {
  const receivers = new Map<string, Set<Receive>>();
  return {
    deliver(topic: string, message: unknown): void {
      for (const receive of receivers.get(topic) ?? []) receive(message);
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
