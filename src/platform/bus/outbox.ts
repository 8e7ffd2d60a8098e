/** Bytes; PostgreSQL refuses a NOTIFY payload of 8000 and more. */
export const longestPayload = 7900;
/** Messages that wait while the database is slow or away. More than that are not worth sending when it is back. */
const mostWaiting = 1000;

/**
 * What waits to be sent: the newest message of every sender, oldest first, as texts that fit into one NOTIFY each. `onDropped` is
 * told of messages that will not be sent, nor a newer one of the same sender.
 */
export function createOutbox(onDropped: (messages: number) => void = () => undefined) {
  const waiting = new Map<string, string>();
  return {
    /** False when the message cannot be sent, as it is too long for a NOTIFY. */
    put(topic: string, sender: string, message: unknown): boolean {
      const entry = JSON.stringify([topic, message]);
      if (Buffer.byteLength(entry) + 2 > longestPayload) return false;
      const key = JSON.stringify([topic, sender]);
      waiting.delete(key); // so that the newest is last
      waiting.set(key, entry);
      if (waiting.size > mostWaiting) {
        waiting.delete(waiting.keys().next().value!);
        onDropped(1);
      }
      return true;
    },
    /** The next text to send, a JSON array of messages, and takes those out; null when nothing waits. */
    take(): string | null {
      const entries: string[] = [];
      let bytes = 1;
      for (const [key, entry] of waiting) {
        bytes += Buffer.byteLength(entry) + 1;
        if (bytes > longestPayload) break;
        entries.push(entry);
        waiting.delete(key);
      }
      return entries.length > 0 ? `[${entries.join()}]` : null;
    },
    clear() {
      onDropped(waiting.size);
      waiting.clear();
    },
  };
}
