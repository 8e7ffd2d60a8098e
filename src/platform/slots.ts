/** A number of places. Who finds none free waits its turn. */
export function createSlots(limit: number) {
  let free = limit;
  const queue = new Set<() => void>();

  /** False when the signal was aborted first. */
  const turn = (signal?: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const called = () => {
        signal?.removeEventListener('abort', left);
        resolve(true);
      };
      const left = () => {
        queue.delete(called);
        resolve(false);
      };
      queue.add(called);
      signal?.addEventListener('abort', left, { once: true });
    });

  /** Resolves to the function that gives the place back, or to null when the signal was aborted first. */
  const take = async (signal?: AbortSignal): Promise<(() => void) | null> => {
    if (signal?.aborted) return null;
    if (free > 0) free--;
    else if (!(await turn(signal))) return null;
    return () => {
      const [next] = queue;
      if (!next) return void free++;
      queue.delete(next);
      next();
    };
  };

  return {
    take,
    /** Does something once a place is free, and gives the place back. */
    async run<T>(task: () => Promise<T>): Promise<T> {
      const giveBack = await take();
      try {
        return await task();
      } finally {
        giveBack?.();
      }
    },
  };
}
export type Slots = ReturnType<typeof createSlots>;
