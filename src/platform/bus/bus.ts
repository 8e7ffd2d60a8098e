/**
 * Heartbeats on their way from an activity to whoever watches its run. It may lose messages, is never waited for, and
 * never fails, whatever the message is and whatever receivers do: what it loses, Temporal still knows.
 */
export interface Bus {
  /** False when nobody can be heard: readers must then ask Temporal more often, and workers tell it more often. */
  readonly carries: boolean;
  /** Whether other processes hear what is said here. */
  readonly isShared: boolean;
  /** Messages with the same topic and sender replace each other while they wait to be sent. */
  publish(topic: string, sender: string, message: unknown): void;
  /** Returns the function that ends the subscription. */
  subscribe(topic: string, receive: (message: unknown) => void): () => void;
  /** Since when what others publish has arrived without a break, by `performance.now()`; null while it does not. */
  heardSince(): number | null;
  close(): Promise<void>;
}
