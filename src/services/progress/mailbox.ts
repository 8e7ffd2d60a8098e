import { createPulledValues } from '../pulled-values.ts';

/**
 * Holds the newest value for one subscriber. A subscriber that reads slowly misses what was in between, never the last
 * value; nothing is queued, so a reader that stalls costs one value. `onClose`: nobody needs a
 * further value; `onReplaced`: one will not be read.
 */
export function createMailbox<T>(onClose: () => void, onReplaced: () => void = () => undefined) {
  let slot: { value: T } | undefined;
  const take = () => {
    const taken = slot;
    slot = undefined;
    return taken;
  };
  const { wake, end, values } = createPulledValues<T>(take, onClose);
  return {
    put(value: T) {
      if (slot) onReplaced();
      slot = { value };
      wake();
    },
    /** After the value that is waiting, the iteration ends; with an error when one is given. */
    end,
    values,
  };
}
export type Mailbox<T> = ReturnType<typeof createMailbox<T>>;
