/**
 * An iteration for one reader that takes the next value when it is ready for it. `take` hands over what there is, and
 * undefined while there is nothing. `onClose` is called once: nobody needs a further value.
 */
export function createPulledValues<T>(take: () => { value: T } | undefined, onClose: () => void) {
  const done = { done: true as const, value: undefined };
  let closed = false;
  let left = false;
  let ended: { error?: unknown } | undefined;
  let resume: (() => void) | undefined;
  const close = () => {
    if (closed) return;
    closed = true;
    resume?.();
    onClose();
  };
  return {
    /** Says that there is something to take. */
    wake: () => resume?.(),
    /** What there is may still be taken; then the iteration ends, with an error when one is given. */
    end(error?: unknown) {
      ended ??= { error };
      close();
    },
    values: {
      async next(): Promise<IteratorResult<T, undefined>> {
        while (!left) {
          const taken = take();
          if (taken) return { done: false, value: taken.value };
          if (ended) {
            left = true;
            if (ended.error !== undefined) throw ended.error;
            break;
          }
          await new Promise<void>((resolve) => (resume = resolve));
          resume = undefined;
        }
        return done;
      },
      // Not an async generator: its return() would wait for the next value that may never come.
      async return(): Promise<IteratorResult<T, undefined>> {
        left = true;
        close();
        return done;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}
