/**
 * Holds the newest value for one subscriber. A subscriber that reads slowly misses what was in between, never the last
 * value; nothing is queued, so a reader that stalls costs one value.
 */
export function createMailbox<T>(onClose: () => void) {
  let slot: { value: T } | undefined;
  let ended: { error?: unknown } | undefined;
  let closed = false;
  let wake: (() => void) | undefined;
  const close = () => {
    if (closed) return;
    closed = true;
    wake?.();
    onClose();
  };
  return {
    put(value: T) {
      slot = { value };
      wake?.();
    },
    /** After the value that is waiting, the iteration ends; with an error when one is given. */
    end(error?: unknown) {
      ended ??= { error };
      wake?.();
    },
    values: {
      async next(): Promise<IteratorResult<T, undefined>> {
        for (;;) {
          if (closed) return { done: true, value: undefined };
          if (slot) {
            const { value } = slot;
            slot = undefined;
            return { done: false, value };
          }
          if (ended) {
            const { error } = ended;
            close();
            if (error !== undefined) throw error;
            continue;
          }
          await new Promise<void>((resolve) => (wake = resolve));
          wake = undefined;
        }
      },
      // Not an async generator: its return() would wait for the next value that may never come.
      async return(): Promise<IteratorResult<T, undefined>> {
        close();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}
export type Mailbox<T> = ReturnType<typeof createMailbox<T>>;
