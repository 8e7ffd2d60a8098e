interface Most {
  /** Things at a time. */
  count: number;
  /** What they weigh together; one alone may weigh more. */
  weight: number;
}

/** Does several things at a time, as many as there is room for. */
export function createLanes(most: Most) {
  const running = new Set<Promise<void>>();
  let carried = 0;
  const hasRoom = (weight: number) =>
    running.size === 0 || (running.size < most.count && carried + weight <= most.weight);
  return {
    /** Begins one when there is room, and resolves then. What it comes to is told by what is resolved to. */
    async begin<T>(weight: number, work: () => Promise<T>): Promise<{ ended: Promise<T> }> {
      while (!hasRoom(weight)) await Promise.race(running);
      carried += weight;
      const ended = work();
      const leave = () => {
        carried -= weight;
        running.delete(over);
      };
      const over: Promise<void> = ended.then(leave, leave); // whoever waits for `ended` is told
      running.add(over);
      return { ended };
    },
    /** Once none is under way. */
    async idle(): Promise<void> {
      await Promise.all(running);
    },
  };
}
