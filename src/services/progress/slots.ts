/** A number of places. Who finds none free waits its turn. */
export function createSlots(limit: number) {
  let free = limit;
  const queue = new Set<() => void>();

  /** False when the signal was aborted first. */
  const turn = (signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const called = () => {
        signal.removeEventListener('abort', left);
        resolve(true);
      };
      const left = () => {
        queue.delete(called);
        resolve(false);
      };
      queue.add(called);
      signal.addEventListener('abort', left, { once: true });
    });

  return {
    /** Resolves to the function that gives the place back, or to null when the signal was aborted first. */
    async take(signal: AbortSignal): Promise<(() => void) | null> {
      if (signal.aborted) return null;
      if (free > 0) free--;
      else if (!(await turn(signal))) return null;
      return () => {
        const [next] = queue;
        if (!next) return void free++;
        queue.delete(next);
        next();
      };
    },
  };
}
export type Slots = ReturnType<typeof createSlots>;
