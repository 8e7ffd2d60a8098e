/** Activities wait here until all watchers are there; then they are told when to begin. */
export function createGate() {
  let waiting: ((begun: number) => void)[] = [];
  return {
    begin: () => new Promise<number>((resolve) => void waiting.push(resolve)),
    waiting: () => waiting.length,
    open(begun: number) {
      for (const go of waiting) go(begun);
      waiting = [];
    },
  };
}
