/** Does so many things at a time. */
export function createLanes(atOnce: number) {
  const running = new Set<Promise<void>>();
  return {
    /** Begins one when there is room, and resolves then. What it comes to is told by what is resolved to. */
    async begin<T>(work: () => Promise<T>): Promise<{ ended: Promise<T> }> {
      while (running.size >= atOnce) await Promise.race(running);
      const ended = work();
      const over: Promise<void> = ended.then(
        () => void running.delete(over),
        () => void running.delete(over), // whoever waits for `ended` is told
      );
      running.add(over);
      return { ended };
    },
    /** Once none is under way. */
    async idle(): Promise<void> {
      await Promise.all(running);
    },
  };
}
